package dev.rota.oauth.key;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.SharedSearch;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The current signing keys, in memory. A key that another node has made is found when it is first met, and with the next
 * reload anyway. When the database is away the last good set goes on.
 */
public final class SigningKeys {
    /** For ids that nobody knows: they must not cost a look at the database each. */
    private static final Duration BETWEEN_SEARCHES = Duration.ofSeconds(30);

    private static final Duration LONGEST_USE = Duration.ofDays(90);

    private final KeyStore store;
    private final SignaturePool pool;
    private final Clock clock;
    private volatile List<SigningKey> keys = List.of();
    private final SharedSearch search;

    public SigningKeys(KeyStore store, SignaturePool pool, Clock clock) {
        this.store = store;
        this.pool = pool;
        this.clock = clock;
        search = new SharedSearch(this::reload, BETWEEN_SEARCHES, clock);
    }

    /** Loads the keys; makes the first one where there is none. */
    public Future<Void> start() {
        return store.currentOrFirst().onSuccess(found -> keys = found).mapEmpty();
    }

    /** Loads what other nodes have changed. Fails when the database is away; the keys stay as they were. */
    public Future<Void> reload() {
        return store.current().onSuccess(found -> keys = found).mapEmpty();
    }

    /** For now and then: reloads, and begins a rotation where the newest key is 90 days old. */
    public Future<Void> settle() {
        return reload().compose(loaded -> isDue() ? rotate() : Future.succeededFuture());
    }

    /** An access token of these claims, under the key whose turn it is. Signed off the event loop. */
    public Future<String> sign(JWTClaimsSet claims) {
        var now = clock.instant();
        var current = keys.stream()
                .filter(key -> key.signsAt(now))
                .max(Comparator.comparing(SigningKey::activeFrom))
                .orElseThrow(() -> new IllegalStateException("there is no signing key; was it started?"));
        return pool.run(() -> current.sign(claims));
    }

    /** The key of that id, if it counts now and is known here. */
    public Optional<SigningKey> find(String kid) {
        var now = clock.instant();
        return keys.stream()
                .filter(key -> key.id().equals(kid) && key.countsAt(now))
                .findFirst();
    }

    /** The same; an unknown id is looked for in the database, at most every 30 s. */
    public Future<Optional<SigningKey>> search(String kid) {
        var known = find(kid);
        return known.isPresent() ? Future.succeededFuture(known) : search.run().map(done -> find(kid));
    }

    /** Public parts of all that count, those that are not used yet included. */
    public JWKSet publicKeys() {
        var now = clock.instant();
        return new JWKSet(keys.stream()
                .filter(key -> key.countsAt(now))
                .map(key -> (JWK) key.pair().toPublicJWK())
                .toList());
    }

    private boolean isDue() {
        var due = clock.instant().minus(LONGEST_USE);
        return keys.stream().allMatch(key -> key.activeFrom().isBefore(due));
    }

    private Future<Void> rotate() {
        var itself = new RequestInfo(UUID.randomUUID().toString(), null, "", "", System.nanoTime());
        return store.rotate(itself).compose(rotated -> reload());
    }
}
