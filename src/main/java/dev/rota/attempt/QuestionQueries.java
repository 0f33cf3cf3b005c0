package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of questions. {@code $1} is the organization, or an array of them in reads. */
final class QuestionQueries {
    private static final String ASK =
            """
            INSERT INTO question (org_id, task_id, attempt_id, question, options)
            VALUES ($1, $2, $3, $4, $5) RETURNING id
            """;

    private static final String SELECT =
            """
            SELECT q.id, q.task_id, t.key AS task, q.attempt_id, q.question, q.options, q.answer, a.principal AS asked_by,
                   q.answered_by, q.asked_at, q.answered_at
              FROM question q
              JOIN task t ON t.org_id = q.org_id AND t.id = q.task_id
              JOIN attempt a ON a.org_id = q.org_id AND a.id = q.attempt_id
             WHERE q.org_id = ANY ($1) AND\s"""
                    + Sight.PREDICATE;

    private static final String LIST = SELECT
            + """
               AND ($4::text IS NULL OR t.key = upper($4))
               AND ($5::boolean IS NULL OR (q.answered_at IS NOT NULL) = $5) AND q.id < $6
             ORDER BY q.id DESC LIMIT $7
            """;

    private static final String FIND = SELECT + " AND q.id = $4";

    /** Once: an answer is never replaced. */
    private static final String ANSWER =
            """
            UPDATE question SET answer = $3, answered_by = $4, answered_at = now()
             WHERE org_id = $1 AND id = $2 AND answered_at IS NULL
            """;

    /** @param answered null for both */
    Future<List<Question>> list(
            ReadTx tx, Caller caller, @Nullable String task, @Nullable Boolean answered, long before, int limit) {
        var sight = Sight.of(caller);
        return tx.list(LIST, Question::of, sight.projects(), sight.assignee(), task, answered, before, limit);
    }

    Future<Optional<Question>> find(ReadTx tx, Caller caller, long id) {
        var sight = Sight.of(caller);
        return tx.first(FIND, Question::of, sight.projects(), sight.assignee(), id);
    }

    /** Whether it was still open. */
    Future<Boolean> answer(OrganizationTx tx, long id, String answer, String by) {
        return tx.count(ANSWER, id, answer, by).map(rows -> rows == 1);
    }

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
