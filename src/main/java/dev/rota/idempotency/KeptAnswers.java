package dev.rota.idempotency;

import dev.rota.database.ChangeTx;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answers to one principal's requests of one operation, in the transaction of the request. */
interface KeptAnswers {
    ChangeTx tx();

    /** Drops this key if it is over age, and a few more, so that the table stays small. */
    Future<Integer> forget(String key);

    /** 1 if the key was free; waits for another transaction that has just taken it. */
    Future<Integer> take(IdempotencyKey key);

    Future<Optional<Kept>> find(String key);

    Future<Integer> keep(String key, String answer);

    /** @param response null while the first request runs, which nobody else can see */
    record Kept(Buffer requestHash, @Nullable String response) {}
}
