package dev.rota.oauth.device;

import dev.rota.database.IdentityTx;
import dev.rota.identity.Scope;
import dev.rota.oauth.Lifetimes;
import dev.rota.oauth.grant.Reach;
import dev.rota.oauth.grant.Terms;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What devices wait for: asked for once, redeemed once (RFC 8628 section 3.1 and 3.4). {@link DeviceDecisions} are between. */
public final class DeviceCodes {
    /** By how much too hasty a device is slowed down: RFC 8628 section 3.5. */
    private static final int SLOWER_SECONDS = 5;

    private static final int TRIES = 3;
    private static final String TIDY = "DELETE FROM device_code WHERE expires_at < now() - interval '1 hour'";

    /** Nothing where somebody else waits with the same user code. */
    private static final String ADD =
            """
            INSERT INTO device_code (code_hash, user_code, client_id, client_name, resource, scopes, interval_seconds, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 second') ON CONFLICT DO NOTHING
            """;

    private static final String FIND =
            """
            SELECT id, client_id, client_name, resource, scopes, user_id, organizations, projects, authenticated_at,
                   decided_at IS NOT NULL AS decided, redeemed_at IS NOT NULL AS redeemed, expires_at > now() AS timely,
                   coalesce(polled_at > now() - (interval_seconds - 1) * interval '1 second', false) AS hasty
              FROM device_code WHERE code_hash = ANY ($1) FOR UPDATE
            """;

    private static final String POLLED =
            """
            UPDATE device_code SET polled_at = now(), interval_seconds = least(interval_seconds + $2, 600) WHERE id = $1
            """;

    private static final String REDEEM =
            """
            UPDATE device_code SET redeemed_at = now()
             WHERE id = $1 AND user_id IS NOT NULL AND redeemed_at IS NULL AND expires_at > now()
            """;

    private final Peppers peppers;

    public DeviceCodes(Peppers peppers) {
        this.peppers = peppers;
    }

    /**
     * A code as it was made.
     *
     * @param userCode as it is shown to the person
     */
    record Added(OpaqueToken code, String userCode) {}

    /**
     * A code that a device has presented.
     *
     * @param terms what was agreed to; null while nobody has decided, and where it was denied
     * @param timely false once it is over
     * @param hasty whether the device has not waited as long as it was told
     */
    public record Stored(
            long key,
            DeviceRequest request,
            @Nullable Terms terms,
            boolean decided,
            boolean redeemed,
            boolean timely,
            boolean hasty) {}

    /** A new code; it lives for {@link Lifetimes#DEVICE_CODE}. */
    Future<Added> add(IdentityTx tx, DeviceRequest request) {
        tx.last(tx.count(TIDY));
        return add(tx, request, TRIES);
    }

    private Future<Added> add(IdentityTx tx, DeviceRequest request, int triesLeft) {
        var code = OpaqueToken.random(OpaqueToken.Kind.DEVICE);
        var userCode = UserCode.random();
        return tx.count(
                        ADD,
                        peppers.hash(code),
                        userCode.letters(),
                        request.clientId(),
                        request.clientName(),
                        request.resource(),
                        Scope.names(request.scopes()),
                        (int) Lifetimes.DEVICE_POLL.toSeconds(),
                        Lifetimes.DEVICE_CODE.toSeconds())
                .compose(added -> {
                    if (added == 1) {
                        return Future.succeededFuture(new Added(code, userCode.shown()));
                    }
                    return triesLeft > 1
                            ? add(tx, request, triesLeft - 1)
                            : Future.failedFuture(new IllegalStateException("no user code is free"));
                });
    }

    /** The code, held until the transaction ends; empty where there was never one, or long ago. */
    public Future<Optional<Stored>> lock(IdentityTx tx, OpaqueToken presented) {
        return tx.first(
                FIND, DeviceCodes::stored, (Object) peppers.hashes(presented).toArray(Buffer[]::new));
    }

    /** Notes that the device has asked; one that was hasty must wait longer from now on. */
    public void polled(IdentityTx tx, Stored code) {
        tx.last(tx.count(POLLED, code.key(), code.hasty() ? SLOWER_SECONDS : 0));
    }

    /** Marks it as redeemed; false where its time is over. */
    public Future<Boolean> redeem(IdentityTx tx, Stored code) {
        return tx.count(REDEEM, code.key()).map(redeemed -> redeemed == 1);
    }

    private static Stored stored(Row row) {
        var request = request(row);
        var user = row.getLong("user_id");
        return new Stored(
                row.getLong("id"),
                request,
                user == null ? null : terms(row, request, user),
                row.getBoolean("decided"),
                row.getBoolean("redeemed"),
                row.getBoolean("timely"),
                row.getBoolean("hasty"));
    }

    private static Terms terms(Row row, DeviceRequest request, long user) {
        return new Terms(
                user,
                null,
                request.clientId(),
                request.clientName(),
                request.resource(),
                request.scopes(),
                Reach.of(row.getArrayOfLongs("organizations"), row.getArrayOfLongs("projects")),
                row.getOffsetDateTime("authenticated_at"));
    }

    private static DeviceRequest request(Row row) {
        return new DeviceRequest(
                row.getString("client_id"),
                row.getString("client_name"),
                row.getString("resource"),
                Scope.named(row.getArrayOfStrings("scopes")));
    }
}
