package dev.rota.oauth.key;

import com.nimbusds.jose.jwk.ECKey;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Lifetimes;
import dev.rota.seal.SecretBox;
import dev.rota.seal.SecretBox.Opened;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Signing keys in the database. Changes are made one at a time, whichever node or command makes them. */
public final class KeyStore {
    /** From publication to first use: longer than the key set's max-age and the nodes' own reloading together. */
    static final Duration LEAD = Duration.ofMinutes(10);
    /** From the last use of a key to the end of its last token, with room for clocks that differ. */
    private static final Duration AFTERLIFE = Lifetimes.ACCESS_TOKEN.plusMinutes(2);

    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('rota.signing_key'))::text";
    private static final String CURRENT =
            """
            SELECT kid, private_sealed, active_from, retired_at FROM signing_key
             WHERE retired_at IS NULL OR retired_at > now()
             ORDER BY active_from DESC
            """;
    private static final String WAITING =
            """
            SELECT kid, private_sealed, active_from, retired_at FROM signing_key
             WHERE active_from > now() AND (retired_at IS NULL OR retired_at > now())
             ORDER BY active_from DESC LIMIT 1
            """;
    private static final String INSERT =
            """
            INSERT INTO signing_key (kid, public_jwk, private_sealed, active_from)
            VALUES ($1, $2, $3, now() + $4::bigint * interval '1 second')
            RETURNING kid, private_sealed, active_from, retired_at
            """;
    private static final String RETIRE =
            """
            UPDATE signing_key SET retired_at = $2::timestamptz + $3::bigint * interval '1 second'
             WHERE retired_at IS NULL AND kid <> $1
            """;
    private static final String RESEAL = "UPDATE signing_key SET private_sealed = $2 WHERE kid = $1";
    private static final String FORGET = "DELETE FROM signing_key WHERE retired_at < now() - interval '1 day'";

    private final Database database;
    private final SecretBox secrets;
    private final AuthEvents events;

    public KeyStore(Database database, SecretBox secrets, AuthEvents events) {
        this.database = database;
        this.secrets = secrets;
        this.events = events;
    }

    /** Those that count now or will, newest first. */
    Future<List<SigningKey>> current() {
        return database.inIdentity(this::current);
    }

    /** The same; the first key is made where there is none, however many nodes start at once. */
    Future<List<SigningKey>> currentOrFirst() {
        return database.inIdentity(tx -> tx.one(LOCK, row -> true)
                .compose(locked -> current(tx))
                .compose(found ->
                        found.isEmpty() ? add(tx, Duration.ZERO).map(List::of) : Future.succeededFuture(found)));
    }

    /**
     * Makes the key that takes over in ten minutes, and has the others end with their last token. Where one is about to
     * take over already, that is the answer and nothing changes.
     *
     * @param by who asks for it, for the record
     */
    public Future<SigningKey> rotate(RequestInfo by) {
        return database.inIdentity(tx -> tx.one(LOCK, row -> true)
                .compose(locked -> tx.list(WAITING, this::key))
                .compose(waiting -> waiting.isEmpty() ? replace(tx, by) : Future.succeededFuture(waiting.get(0))));
    }

    /**
     * Seals those that count with the current encryption key. Fails with an {@link UnknownKeyException} where one was sealed
     * under a key that is not known.
     *
     * @param by who asks for it, for the record
     * @return how many were sealed with a former one
     */
    public Future<Integer> reseal(RequestInfo by) {
        return database.inIdentity(tx -> tx.one(LOCK, row -> true)
                .compose(locked -> tx.list(CURRENT, this::renewed))
                .map(all -> {
                    var renewed = all.stream().flatMap(Optional::stream).toList();
                    renewed.forEach(one -> tx.last(tx.count(RESEAL, one.getKey(), one.getValue())));
                    if (!renewed.isEmpty()) {
                        events.record(tx, AuthEvent.of(AuthEvent.Kind.KEY_RESEAL, AuthEvent.OK, by));
                    }
                    return renewed.size();
                }));
    }

    private Optional<Map.Entry<String, Buffer>> renewed(Row row) {
        var kid = row.getString("kid");
        var opened = open(kid, row);
        return opened.isCurrent() ? Optional.empty() : Optional.of(Map.entry(kid, secrets.seal(kid, opened.secret())));
    }

    private Future<SigningKey> replace(IdentityTx tx, RequestInfo by) {
        return add(tx, LEAD).map(added -> {
            tx.last(tx.count(
                    RETIRE,
                    added.id(),
                    OffsetDateTime.ofInstant(added.activeFrom(), ZoneOffset.UTC),
                    AFTERLIFE.toSeconds()));
            tx.last(tx.count(FORGET));
            events.record(tx, AuthEvent.of(AuthEvent.Kind.KEY_ROTATION, AuthEvent.OK, by));
            return added;
        });
    }

    private Future<List<SigningKey>> current(IdentityTx tx) {
        return tx.list(CURRENT, this::key);
    }

    private Future<SigningKey> add(IdentityTx tx, Duration lead) {
        var pair = SigningKey.random();
        var sealed = secrets.seal(pair.getKeyID(), pair.toJSONString().getBytes(StandardCharsets.UTF_8));
        return tx.one(
                INSERT,
                this::key,
                pair.getKeyID(),
                new JsonObject(pair.toPublicJWK().toJSONString()),
                sealed,
                lead.toSeconds());
    }

    private Opened open(String kid, Row row) {
        return secrets.open(kid, row.getBuffer("private_sealed")).orElseThrow(() -> new UnknownKeyException(kid));
    }

    private SigningKey key(Row row) {
        var kid = row.getString("kid");
        var opened = open(kid, row);
        try {
            return new SigningKey(
                    ECKey.parse(opened.text()),
                    row.getOffsetDateTime("active_from").toInstant(),
                    instant(row.getOffsetDateTime("retired_at")));
        } catch (ParseException e) {
            throw new IllegalStateException("signing key " + kid + " is not a JWK", e);
        }
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
