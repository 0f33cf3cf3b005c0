package dev.rota.oauth.external;

import com.nimbusds.jose.JWSAlgorithm;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.oauth.SharedSearch;
import dev.rota.oauth.token.AccessToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configured issuer as it is known now: the external authorization server, or a provider that people sign in with. Its keys are asked for again every five minutes, and
 * for an unknown {@code kid} at most every 30 s; when it is away, the last good set goes on for a day (security A27).
 */
public final class ExternalIssuer {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalIssuer.class);
    private static final Duration BETWEEN_SEARCHES = Duration.ofSeconds(30);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final long LONGEST_WAIT_SECONDS = 3;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Discovery discovery;
    private final JsonFetch fetch;
    private final URI configured;
    private final Clock clock;
    private final SharedSearch search;
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile @Nullable IssuerMetadata metadata;
    private volatile @Nullable IssuerKeys keys;
    private volatile boolean doubted;

    /**
     * @param configured its URL as it is set
     * @param client speaks TLS as the deployment wants it; needs no limits of its own
     */
    public ExternalIssuer(Vertx vertx, HttpClient client, ExternalSettings settings, URI configured, Clock clock) {
        this.configured = configured;
        this.clock = clock;
        fetch = new JsonFetch(vertx, client, settings);
        discovery = new Discovery(fetch, settings, configured);
        search = new SharedSearch(this::refresh, BETWEEN_SEARCHES, clock);
    }

    /** For the start and every few seconds after it. Looks for what is missing or old; never fails. */
    public void settle() {
        var known = keys;
        if (known == null || !known.countsAt(clock.instant())) {
            told(search.runNow());
        } else if (!clock.instant().isBefore(known.fetchedAt().plus(FRESH))) {
            told(search.run());
        }
    }

    /** Its name, as its metadata spells it; empty until that has been read. */
    public Optional<String> name() {
        return Optional.ofNullable(metadata).map(IssuerMetadata::issuer);
    }

    /**
     * Its metadata, asked for where it was never read, which nobody waits for longer than 3 s. Fails with {@code unavailable}
     * where it cannot be had.
     */
    public Future<IssuerMetadata> known() {
        return metadata != null
                ? found()
                : search.run().timeout(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS).transform(looked -> found());
    }

    private Future<IssuerMetadata> found() {
        var known = metadata;
        return known != null ? Future.succeededFuture(known) : Future.failedFuture(unknown());
    }

    /** Whether a token may be from it, by its {@code iss}. */
    boolean isNamed(String issuer) {
        return name().map(issuer::equals).orElseGet(() -> discovery.names().contains(issuer));
    }

    /** Its key of that id, if it is for that algorithm and known here. */
    Optional<IssuerKey> find(String id, JWSAlgorithm algorithm) {
        var known = keys;
        return known == null || !known.countsAt(clock.instant()) ? Optional.empty() : known.find(id, algorithm);
    }

    /**
     * The same; an unknown one is asked for, which nobody waits for longer than 3 s. Fails with {@code Unauthenticated}
     * where the issuer has none, and with {@code unavailable} where nobody can know, because its keys are not to be had.
     */
    public Future<IssuerKey> search(String id, JWSAlgorithm algorithm) {
        var known = find(id, algorithm);
        return known.isPresent()
                ? Future.succeededFuture(known.get())
                : search.run()
                        .timeout(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)
                        .transform(looked ->
                                Future.succeededFuture(find(id, algorithm).orElseThrow(this::unknown)));
    }

    private RuntimeException unknown() {
        var known = keys;
        return known != null && known.countsAt(clock.instant())
                ? AccessToken.refused("unknown_key")
                : new Failure.Unavailable(
                                FailureCode.UNAVAILABLE,
                                "The authorization server's keys cannot be had; the token was not looked at",
                                SOON)
                        .asException();
    }

    private Future<Void> refresh() {
        return metadata()
                .compose(found -> fetch.get(found.keys()))
                .map(set -> IssuerKeys.parse(set, clock.instant()))
                .onFailure(problem -> doubted = true)
                .onSuccess(found -> keys = found)
                .mapEmpty();
    }

    /** Read once, and again where its keys are not where it said. */
    private Future<IssuerMetadata> metadata() {
        var known = metadata;
        return known != null && !doubted
                ? Future.succeededFuture(known)
                : discovery.find().onSuccess(found -> {
                    if (!found.equals(known)) {
                        LOG.info("the metadata of the issuer {} is current", found.issuer());
                    }
                    metadata = found;
                    doubted = false;
                });
    }

    private void told(Future<Void> looked) {
        looked.onSuccess(done -> {
                    if (failing.getAndSet(false)) {
                        LOG.info("the keys of {} are current", configured);
                    }
                })
                .onFailure(problem -> {
                    if (!failing.getAndSet(true)) {
                        LOG.warn("the keys of {} cannot be had: {}", configured, problem.getMessage());
                    }
                });
    }
}
