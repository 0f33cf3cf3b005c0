package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import java.util.List;

/** SQL of questions. {@code $1} is the organization. */
final class QuestionQueries {
    private static final String ASK =
            """
            INSERT INTO question (org_id, task_id, attempt_id, question, options)
            VALUES ($1, $2, $3, $4, $5) RETURNING id
            """;

    Future<Long> ask(OrganizationTx tx, HeldAttempt held, String question, List<String> options) {
        return tx.one(
                ASK,
                row -> row.getLong("id"),
                held.task().id(),
                held.attempt().id(),
                question,
                options.toArray(String[]::new));
    }
}
