package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of questions. {@code $1} is the organization, or an array of them in reads. */
final class QuestionQueries {
    private static final String ASK =
            """
            INSERT INTO question (org_id, task_id, attempt_id, question, options, lease_before)
            SELECT $1, $2::bigint, a.id, $4::text, $5::text[], coalesce(
                     (SELECT max(q.lease_before) FROM question q
                       WHERE q.org_id = $1 AND q.task_id = $2 AND q.attempt_id = a.id AND q.answered_at IS NULL),
                     a.lease_expires_at)
              FROM attempt a WHERE a.org_id = $1 AND a.id = $3
            RETURNING id
            """;

    /** Whoever waits for a person need not renew. */
    private static final String HOLD =
            """
            UPDATE attempt SET lease_expires_at = greatest(lease_expires_at, now() + $3::integer * interval '1 second')
             WHERE org_id = $1 AND id = $2 AND status = 'running'
            """;

    /** With the last open question, as long as before it was asked, and never less than a usual lease from now. */
    private static final String RESUME =
            """
            UPDATE attempt a SET lease_expires_at = greatest(q.lease_before, now() + $3::integer * interval '1 second')
              FROM question q
             WHERE a.org_id = $1 AND a.status = 'running' AND a.lease_expires_at > now()
               AND q.org_id = $1 AND q.id = $2 AND q.attempt_id = a.id AND q.lease_before IS NOT NULL
               AND NOT EXISTS (SELECT FROM question o WHERE o.org_id = $1 AND o.task_id = a.task_id
                                  AND o.attempt_id = a.id AND o.answered_at IS NULL)
            """;

    /** The sweep had been put off until the question's own end. */
    private static final String FORGET_REMINDER =
            """
            DELETE FROM work_queue w USING question q
             WHERE w.org_id = $1 AND q.org_id = $1 AND q.id = $2 AND w.kind = 'lease' AND w.subject_id = q.attempt_id
            """;

    private static final String REMIND =
            """
            INSERT INTO work_queue (org_id, kind, subject_id, due_at)
            SELECT $1, 'lease', a.id, a.lease_expires_at
              FROM attempt a JOIN question q ON q.org_id = $1 AND q.attempt_id = a.id
             WHERE a.org_id = $1 AND q.id = $2 AND a.status = 'running'
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
               AND ($5::text IS NULL OR $5 = CASE WHEN q.answered_at IS NULL THEN 'open'
                                                  WHEN q.answer IS NULL THEN 'withdrawn' ELSE 'answered' END)
               AND q.id < $6
             ORDER BY q.id DESC LIMIT $7
            """;

    private static final String FIND = SELECT + " AND q.id = $4";

    /** Once: an answer is never replaced. */
    private static final String ANSWER =
            """
            UPDATE question SET answer = $3, answered_by = $4, answered_at = now()
             WHERE org_id = $1 AND id = $2 AND answered_at IS NULL
            """;

    /** Closed without an answer. */
    private static final String WITHDRAW =
            """
            UPDATE question SET answered_by = $3, answered_at = now()
             WHERE org_id = $1 AND id = $2 AND answered_at IS NULL
            """;

    /** @param status null for any */
    Future<List<Question>> list(
            ReadTx tx, Caller caller, @Nullable String task, Question.@Nullable Status status, long before, int limit) {
        var sight = Sight.of(caller);
        return tx.list(
                LIST,
                Question::of,
                sight.projects(),
                sight.assignee(),
                task,
                status == null ? null : status.wire(),
                before,
                limit);
    }

    Future<Optional<Question>> find(ReadTx tx, Caller caller, long id) {
        var sight = Sight.of(caller);
        return tx.first(FIND, Question::of, sight.projects(), sight.assignee(), id);
    }

    /** Whether it was still open. */
    Future<Boolean> answer(OrganizationTx tx, long id, String answer, String by) {
        return tx.count(ANSWER, id, answer, by).map(rows -> rows == 1);
    }

    /** Whether it was still open. */
    Future<Boolean> withdraw(OrganizationTx tx, long id, String by) {
        return tx.count(WITHDRAW, id, by).map(rows -> rows == 1);
    }

    Future<Integer> hold(OrganizationTx tx, long attempt, Duration longest) {
        return tx.count(HOLD, attempt, (int) longest.toSeconds());
    }

    /** Done when the claim holds as long as it should after the question was closed, and the sweep knows. */
    Future<Integer> resume(OrganizationTx tx, long question, Duration lease) {
        return tx.count(RESUME, question, (int) lease.toSeconds())
                .compose(resumed -> resumed == 0 ? Future.succeededFuture(0) : remind(tx, question));
    }

    private static Future<Integer> remind(OrganizationTx tx, long question) {
        return tx.count(FORGET_REMINDER, question).compose(forgotten -> tx.count(REMIND, question));
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
