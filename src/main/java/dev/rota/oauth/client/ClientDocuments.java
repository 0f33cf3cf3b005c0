package dev.rota.oauth.client;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.egress.Egress;
import dev.rota.egress.EgressLimits;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.limit.Allowance;
import dev.rota.oauth.Here;
import dev.rota.oauth.OAuthException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Clients that are known by the URL of a document that describes them
 * (draft-ietf-oauth-client-id-metadata-document-00, security A20). Nothing is fetched for somebody who has not signed in: a
 * person is asked to first, and the token endpoint fetches only what a person has granted something to.
 */
public final class ClientDocuments {
    private static final EgressLimits LIMITS = new EgressLimits(Duration.ofSeconds(5), 5 * 1024);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FAILURE_KEPT = Duration.ofSeconds(30);
    private static final Duration WAIT = Duration.ofSeconds(10);
    private static final int MOST = 1_000;

    private final Clients clients;
    private final DocumentFetch fetch;
    private final ClientDocument reader;
    private final ClientKeySets keySets;
    private final Cache<String, Kept> kept;
    private final Cache<String, DocumentException> failures;
    private final Map<String, Future<Client>> running = new ConcurrentHashMap<>();
    private final Allowance perUser = new Allowance(20, MINUTE, 10_000);
    private final Allowance perHost = new Allowance(60, MINUTE, 10_000);
    private final Allowance perNode = new Allowance(200, MINUTE, 1);

    private record Kept(Client client, Duration fresh) {}

    /**
     * @param clients who knows what was granted to whom
     * @param documents the way to documents, shared with nothing else
     * @param keySets the way to {@code jwks_uri}, likewise
     */
    public ClientDocuments(Clients clients, RedirectUris rules, Egress documents, Egress keySets) {
        this(clients, rules, documents, keySets, Ticker.systemTicker());
    }

    ClientDocuments(Clients clients, RedirectUris rules, Egress documents, Egress keySets, Ticker ticker) {
        this.clients = clients;
        this.reader = new ClientDocument(rules);
        this.fetch = new DocumentFetch(documents, LIMITS);
        this.keySets = new ClientKeySets(keySets, ticker);
        this.kept = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfter(Expiry.<String, Kept>creating((url, found) -> found.fresh()))
                .ticker(ticker)
                .build();
        this.failures = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(FAILURE_KEPT)
                .ticker(ticker)
                .build();
    }

    /**
     * The client that the document at {@code url} describes, for a person who has signed in. Fails with
     * {@code invalid_client} (400), which tells the client's developer why, and with {@code RateLimited} when
     * {@code user}, the document's host or this node has asked for too many.
     */
    public Future<Client> find(String url, long user) {
        return found(url, () -> perUser.take(user))
                .recover(problem ->
                        Future.failedFuture(problem instanceof DocumentException refused ? invalid(refused) : problem));
    }

    /** The same from memory alone. Empty tells nothing. */
    public Optional<Client> cached(String url) {
        return Optional.ofNullable(kept.getIfPresent(url)).map(Kept::client);
    }

    /**
     * The client that the document describes, for who comes with a code or a token. A document that has left the cache is
     * fetched again if a person has granted its client something; otherwise, and where the document is no longer good, there
     * is no such client. Fails with {@code Unavailable} while its host does not answer: that ends no grant.
     */
    Future<Optional<Client>> findGranted(String url) {
        var cached = cached(url);
        return cached.isPresent()
                ? Future.succeededFuture(cached)
                : clients.isGranted(url)
                        .compose(granted ->
                                granted ? found(url, () -> {}) : Future.<Client>failedFuture(unauthenticated()))
                        .map(Optional::of)
                        .recover(ClientDocuments::absent);
    }

    /** The keys to verify an assertion with. Fails with {@code invalid_client}, or with {@code Unavailable} as above. */
    Future<JWKSet> keys(Client client, @Nullable String kid) {
        var published = client.keysAt();
        if (published == null) {
            var own = client.keys();
            return own == null ? Future.failedFuture(unauthenticated()) : Future.succeededFuture(own);
        }
        return keySets.get(published, kid)
                .recover(problem -> absent(problem).compose(none -> Future.failedFuture(unauthenticated())));
    }

    private Future<Client> found(String url, Runnable allowance) {
        var cached = cached(url);
        if (cached.isPresent()) {
            return Future.succeededFuture(cached.get());
        }
        var failure = failures.getIfPresent(url);
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        var other = running.get(url);
        return other == null ? begin(url, allowance) : Here.completed(other);
    }

    private Future<Client> begin(String url, Runnable allowance) {
        ClientIdUrl parsed;
        try {
            parsed = ClientIdUrl.parse(url);
            allowance.run();
            perHost.take(parsed.host());
            perNode.take("node");
        } catch (OAuthException | FailureException e) {
            return Future.failedFuture(e);
        }
        Promise<Client> begun = Promise.promise();
        var other = running.putIfAbsent(url, begun.future());
        if (other != null) {
            return Here.completed(other);
        }
        fetch.get(parsed.uri())
                .map(published -> new Kept(reader.read(parsed, published.body()), published.fresh()))
                .onSuccess(found -> kept.put(url, found))
                .onFailure(problem -> remember(url, problem))
                .map(Kept::client)
                .onComplete(done -> {
                    running.remove(url);
                    begun.handle(done);
                });
        return begun.future();
    }

    private void remember(String url, Throwable problem) {
        if (problem instanceof DocumentException refused) {
            failures.put(url, refused);
        }
    }

    private static <T> Future<Optional<T>> absent(Throwable problem) {
        if (problem instanceof DocumentException refused && refused.isPassing()) {
            return Future.failedFuture(new Failure.Unavailable(
                            FailureCode.UNAVAILABLE, "The client's document or keys cannot be fetched now", WAIT)
                    .asException());
        }
        return problem instanceof DocumentException || problem instanceof OAuthException
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(problem);
    }

    private static OAuthException invalid(DocumentException refused) {
        return new OAuthException(
                OAuth2Error.INVALID_CLIENT.setHTTPStatusCode(400), "The client's metadata document: " + refused.why());
    }

    private static OAuthException unauthenticated() {
        return new OAuthException(OAuth2Error.INVALID_CLIENT, "Client authentication failed");
    }
}
