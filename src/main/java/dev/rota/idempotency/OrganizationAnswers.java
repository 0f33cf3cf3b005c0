package dev.rota.idempotency;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import java.util.Optional;

/** Answers to changes in one organization. */
record OrganizationAnswers(OrganizationTx tx, Principal principal, String operation) implements KeptAnswers {
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

    @Override
    public Future<Integer> forget(String key) {
        return tx.count(FORGET, kind(), principal.id(), operation, key);
    }

    @Override
    public Future<Integer> take(IdempotencyKey key) {
        return tx.count(TAKE, kind(), principal.id(), operation, key.key(), key.requestHash());
    }

    @Override
    public Future<Optional<Kept>> find(String key) {
        return tx.first(
                FIND,
                row -> new Kept(row.getBuffer("request_hash"), row.getString("response")),
                kind(),
                principal.id(),
                operation,
                key);
    }

    @Override
    public Future<Integer> keep(String key, String answer) {
        return tx.count(KEEP, kind(), principal.id(), operation, key, answer);
    }

    private String kind() {
        return principal.kind().wire();
    }
}
