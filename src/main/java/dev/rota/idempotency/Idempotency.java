package dev.rota.idempotency;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.function.Supplier;

/** Does a change once for each key of a principal and operation, for 24 hours. */
public final class Idempotency {
    /** Drops this key if it is over age, and a few more of the organization's, so that the table stays small. */
    private static final String FORGET =
            """
            DELETE FROM idempotency i
             WHERE i.org_id = $1 AND i.created_at < now() - interval '24 hours'
               AND (i.principal_kind, i.principal_id, i.operation, i.key) IN (
                     SELECT * FROM (SELECT o.principal_kind, o.principal_id, o.operation, o.key FROM idempotency o
                       WHERE o.org_id = $1 ORDER BY o.created_at LIMIT 20 FOR UPDATE SKIP LOCKED) oldest
                     UNION ALL SELECT $2, $3::bigint, $4, $5)
            """;

    private static final String TAKE =
            """
            INSERT INTO idempotency (org_id, principal_kind, principal_id, operation, key, request_hash)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (org_id, principal_kind, principal_id, operation, key) DO NOTHING
            """;

    private static final String FIND =
            """
            SELECT request_hash, response FROM idempotency
             WHERE org_id = $1 AND principal_kind = $2 AND principal_id = $3 AND operation = $4 AND key = $5
            """;

    private static final String KEEP =
            """
            UPDATE idempotency SET response = $6
             WHERE org_id = $1 AND principal_kind = $2 AND principal_id = $3 AND operation = $4 AND key = $5
            """;

    /**
     * Runs {@code change} and keeps its answer, or gives the answer kept under this key.
     *
     * <p>A second request with the key waits for the first to commit. Fails with {@code idempotency_mismatch} where
     * the key belongs to another request.
     */
    public Future<Answered> once(
            OrganizationTx tx,
            Principal principal,
            String operation,
            IdempotencyKey key,
            Supplier<Future<String>> change) {
        var kind = principal.kind().wire();
        var forgotten = tx.count(FORGET, kind, principal.id(), operation, key.key());
        var taken = tx.count(TAKE, kind, principal.id(), operation, key.key(), key.requestHash());
        return forgotten
                .compose(done -> taken)
                .compose(rows -> rows == 1
                        ? change.get().map(answer -> keep(tx, principal, operation, key, answer))
                        : tx.first(
                                        FIND,
                                        row -> new Kept(row.getBuffer("request_hash"), row.getString("response")),
                                        kind,
                                        principal.id(),
                                        operation,
                                        key.key())
                                .map(kept -> replay(kept, key)));
    }

    /** @param replayed whether the answer was kept from an earlier request */
    public record Answered(String json, boolean replayed) {}

    private record Kept(Buffer requestHash, String response) {}

    private static Answered keep(
            OrganizationTx tx, Principal principal, String operation, IdempotencyKey key, String answer) {
        tx.last(tx.count(KEEP, principal.kind().wire(), principal.id(), operation, key.key(), answer));
        return new Answered(answer, false);
    }

    private static Answered replay(Optional<Kept> kept, IdempotencyKey key) {
        var first = kept.orElseThrow(() -> new Failure.Conflict(
                        FailureCode.IDEMPOTENCY_IN_PROGRESS, "A request with this request_id is still running")
                .asException());
        if (!first.requestHash().equals(key.requestHash())) {
            throw new Failure.Conflict(
                            FailureCode.IDEMPOTENCY_MISMATCH, "This request_id was used for a different request")
                    .asException();
        }
        return new Answered(first.response(), true);
    }
}
