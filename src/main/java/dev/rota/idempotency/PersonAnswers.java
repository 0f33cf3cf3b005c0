package dev.rota.idempotency;

import dev.rota.database.PersonTx;
import io.vertx.core.Future;
import java.util.Optional;

/** Answers to changes of what is a person's own. */
record PersonAnswers(PersonTx tx, String operation) implements KeptAnswers {
    private static final String FORGET =
            """
            DELETE FROM person_idempotency i
             WHERE i.user_id = $1 AND i.created_at < now() - interval '24 hours'
               AND (i.operation, i.key) IN (
                     SELECT * FROM (SELECT o.operation, o.key FROM person_idempotency o
                       WHERE o.user_id = $1 ORDER BY o.created_at LIMIT 20 FOR UPDATE SKIP LOCKED) oldest
                     UNION ALL SELECT $2, $3)
            """;

    private static final String TAKE =
            """
            INSERT INTO person_idempotency (user_id, operation, key, request_hash) VALUES ($1, $2, $3, $4)
            ON CONFLICT (user_id, operation, key) DO NOTHING
            """;

    private static final String FIND =
            "SELECT request_hash, response FROM person_idempotency WHERE user_id = $1 AND operation = $2 AND key = $3";

    private static final String KEEP =
            "UPDATE person_idempotency SET response = $4 WHERE user_id = $1 AND operation = $2 AND key = $3";

    @Override
    public Future<Integer> forget(String key) {
        return tx.count(FORGET, operation, key);
    }

    @Override
    public Future<Integer> take(IdempotencyKey key) {
        return tx.count(TAKE, operation, key.key(), key.requestHash());
    }

    @Override
    public Future<Optional<Kept>> find(String key) {
        return tx.first(
                FIND, row -> new Kept(row.getBuffer("request_hash"), row.getString("response")), operation, key);
    }

    @Override
    public Future<Integer> keep(String key, String answer) {
        return tx.count(KEEP, operation, key, answer);
    }
}
