package dev.rota.oauth.client;

import dev.rota.egress.Egress;
import dev.rota.egress.EgressException;
import dev.rota.egress.EgressLimits;
import dev.rota.egress.Fetched;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fetches JSON that a client publishes, through the egress guard, and says in a client's words what went wrong. */
final class DocumentFetch {
    private static final String JSON = "application/json";
    private static final Pattern JSON_TYPE = Pattern.compile("(?i)application/([a-z0-9.!#$&^_-]+\\+)?json *(;.*)?");
    private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[,\\s])max-age=\"?(\\d{1,9})");
    private static final Pattern NOT_STORED = Pattern.compile("(?i)(?:^|[,\\s])no-(store|cache)");
    private static final Duration SHORTEST = Duration.ofMinutes(5); // security A20
    private static final Duration LONGEST = Duration.ofHours(24);

    private final Egress egress;
    private final EgressLimits limits;

    DocumentFetch(Egress egress, EgressLimits limits) {
        this.egress = egress;
        this.limits = limits;
    }

    /**
     * What was published.
     *
     * @param fresh for how long it need not be asked for again
     */
    record Published(Buffer body, Duration fresh) {}

    /** Fails with DocumentException. */
    Future<Published> get(URI uri) {
        return egress.get(uri, JSON, limits)
                .map(DocumentFetch::published)
                .recover(problem -> Future.failedFuture(
                        problem instanceof EgressException known ? explained(known.reason()) : problem));
    }

    private static Published published(Fetched fetched) {
        var status = fetched.status();
        if (status != 200) {
            var passing = status >= 500 || status == 429;
            throw new DocumentException(
                    "It was answered with status " + status
                            + (isRedirect(status) ? ": redirects are not followed" : ""),
                    passing);
        }
        var type = fetched.headers().get(HttpHeaders.CONTENT_TYPE);
        if (type == null || !JSON_TYPE.matcher(type).matches()) {
            throw new DocumentException("Its Content-Type is not application/json", false);
        }
        return new Published(fetched.body(), fresh(fetched.headers().get(HttpHeaders.CACHE_CONTROL)));
    }

    private static boolean isRedirect(int status) {
        return status >= 300 && status < 400;
    }

    /** As RFC 9111 section 5.2.2 says, within our bounds; the shorter one where nothing is said. */
    static Duration fresh(@Nullable String cacheControl) {
        if (cacheControl == null || NOT_STORED.matcher(cacheControl).find()) {
            return SHORTEST;
        }
        var found = MAX_AGE.matcher(cacheControl);
        var said = found.find() ? Duration.ofSeconds(Long.parseLong(found.group(1))) : SHORTEST;
        if (said.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return said.compareTo(LONGEST) > 0 ? LONGEST : said;
    }

    /** One text for whatever concerns names and addresses: it must not become a map of what is inside. */
    private DocumentException explained(EgressException.Reason reason) {
        return switch (reason) {
            case NOT_ALLOWED, UNREACHABLE ->
                new DocumentException(
                        "It could not be fetched: its host must have public addresses alone, and answer there over https"
                                + " with a trusted certificate",
                        reason == EgressException.Reason.UNREACHABLE);
            case TIMED_OUT ->
                new DocumentException(
                        "It did not arrive within " + limits.total().toSeconds() + " seconds", true);
            case TOO_LARGE -> new DocumentException("It is longer than " + limits.bytes() + " bytes", false);
            case ENCODED -> new DocumentException("It is compressed, which nobody asked for", false);
            case BUSY, CANCELLED -> new DocumentException("Too many are being fetched now", true);
        };
    }
}
