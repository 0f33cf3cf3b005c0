package dev.rota.idempotency;

import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.idempotency.KeptAnswers.Kept;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Supplier;

/** Does a change once for each key of a principal and operation, for 24 hours. */
public final class Idempotency {
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
        return once(new OrganizationAnswers(tx, principal, operation), key, change);
    }

    /** The same for what is a person's own. */
    public Future<Answered> once(PersonTx tx, String operation, IdempotencyKey key, Supplier<Future<String>> change) {
        return once(new PersonAnswers(tx, operation), key, change);
    }

    private static Future<Answered> once(KeptAnswers answers, IdempotencyKey key, Supplier<Future<String>> change) {
        var forgotten = answers.forget(key.key());
        var taken = answers.take(key);
        return forgotten
                .compose(done -> taken)
                .compose(rows -> rows == 1
                        ? change.get().map(answer -> keep(answers, key, answer))
                        : answers.find(key.key()).map(kept -> replay(kept, key)));
    }

    /** @param replayed whether the answer was kept from an earlier request */
    public record Answered(String json, boolean replayed) {}

    private static Answered keep(KeptAnswers answers, IdempotencyKey key, String answer) {
        answers.tx().last(answers.keep(key.key(), answer));
        return new Answered(answer, false);
    }

    private static Answered replay(Optional<Kept> kept, IdempotencyKey key) {
        var first = kept.orElseThrow(Idempotency::running);
        if (!first.requestHash().equals(key.requestHash())) {
            throw new Failure.Conflict(
                            FailureCode.IDEMPOTENCY_MISMATCH, "This idempotency key was used for a different request")
                    .asException();
        }
        var response = first.response();
        if (response == null) {
            throw running();
        }
        return new Answered(response, true);
    }

    private static RuntimeException running() {
        return new Failure.Conflict(
                        FailureCode.IDEMPOTENCY_IN_PROGRESS, "A request with this idempotency key is still running")
                .asException();
    }
}
