package dev.rota.oauth.upstream;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.oauth.external.ExternalIssuer;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.session.Form;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One provider as it is known now. Fails with {@link RefusedPage}; why is in the log. */
final class Provider {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final int LONGEST_CODE = 2_048;
    private static final int LONGEST_REASON = 200;

    private final Vertx vertx;
    private final ProviderConnections connections;
    private final ProviderSettings settings;
    private final String redirectUri;
    private final ExternalIssuer issuer;
    private final SignaturePool pool;
    private final Clock clock;
    private volatile @Nullable CodeExchange last;

    Provider(
            Vertx vertx,
            ProviderConnections connections,
            ProviderSettings settings,
            String redirectUri,
            SignaturePool pool,
            Clock clock) {
        this.vertx = vertx;
        this.connections = connections;
        this.settings = settings;
        this.redirectUri = redirectUri;
        this.pool = pool;
        this.clock = clock;
        issuer = new ExternalIssuer(vertx, connections.client(), settings.source(), settings.issuer(), clock);
    }

    /** Who it says that somebody is. */
    record Person(String issuer, IdToken token) {}

    String name() {
        return settings.name();
    }

    String label() {
        return settings.label();
    }

    /** See {@link ExternalIssuer#settle}. */
    void settle() {
        issuer.settle();
    }

    /** By its endpoints as its metadata has them now. */
    Future<CodeExchange> exchange() {
        return issuer.known()
                .map(metadata -> exchange(Endpoints.of(metadata, settings.source())))
                .recover(problem -> refused(problem, UpstreamRefusals.unavailable(label())));
    }

    /** Whom it vouches for in its answer to {@code returned}, proven. */
    Future<Person> person(UpstreamLogins.Returned returned, Form answer) {
        return exchange().compose(exchange -> {
            requireFrom(exchange.endpoints(), answer);
            if (!answer.one("error").isEmpty()) {
                throw UpstreamRefusals.error(label(), answer.one("error"));
            }
            var code = answer.one("code");
            if (code.isEmpty() || code.length() > LONGEST_CODE) {
                throw UpstreamRefusals.error(label(), "invalid_request");
            }
            return exchange.redeem(code, returned.login().verifier())
                    .recover(problem -> refused(problem, UpstreamRefusals.failed(label())))
                    .compose(token -> verified(token, exchange.endpoints(), returned));
        });
    }

    /** An answer of another provider's is not taken for one of this (RFC 9207 section 2.4). */
    private void requireFrom(Endpoints endpoints, Form answer) {
        var named = answer.all("iss");
        if (named.isEmpty() ? endpoints.namesIssuer() : !answer.one("iss").equals(endpoints.issuer())) {
            LOG.warn("an answer of {} names another issuer", name());
            throw UpstreamRefusals.untrusted(label());
        }
    }

    private Future<Person> verified(String text, Endpoints endpoints, UpstreamLogins.Returned returned) {
        return Future.succeededFuture(text)
                .map(IdToken::parse)
                .compose(token -> {
                    token.require(endpoints.issuer(), settings.clientId(), returned, clock.instant());
                    return signed(token).map(signed -> new Person(endpoints.issuer(), signed));
                })
                .recover(problem -> refused(
                        problem,
                        problem instanceof FailureException known && known.failure() instanceof Failure.Unavailable
                                ? UpstreamRefusals.unavailable(label())
                                : UpstreamRefusals.untrusted(label())));
    }

    private Future<IdToken> signed(IdToken token) {
        var jwt = token.token().jwt();
        return issuer.search(token.token().keyId(), jwt.getHeader().getAlgorithm())
                .compose(key -> pool.run(() -> key.verifies(jwt)))
                .map(good -> {
                    if (!good) {
                        throw new IllegalArgumentException("signature");
                    }
                    return token;
                });
    }

    private CodeExchange exchange(Endpoints endpoints) {
        var known = last;
        if (known != null && known.endpoints().equals(endpoints)) {
            return known;
        }
        var made = new CodeExchange(vertx, connections.options(), settings, endpoints, redirectUri);
        last = made;
        return made;
    }

    private <T> Future<T> refused(Throwable problem, RefusedPage page) {
        var reason =
                problem instanceof FailureException known && known.failure() instanceof Failure.Unauthenticated token
                        ? token.reason()
                        : String.valueOf(problem.getMessage());
        LOG.warn(
                "a sign-in with {} failed ({}): {}",
                name(),
                page.code(),
                reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON));
        return Future.failedFuture(page);
    }
}
