package dev.rota.task;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SQL of scoring tasks anew. {@code $1} is the organization. */
final class ComplexitySweepQueries {
    private static final String POLICY = "SELECT policy FROM organization WHERE id = $1";

    private static final String NEXT =
            """
            SELECT t.id FROM task t
             WHERE t.org_id = $1 AND t.id > $2 AND t.trashed_at IS NULL
               AND t.status IN ('backlog', 'todo', 'in_progress', 'in_review')
             ORDER BY t.id LIMIT $3
            """;

    /** Waits for no caller. What counts of a description lies at its beginning. */
    private static final String LOCK =
            """
            SELECT t.id, t.key, t.title, left(t.description, 10000) AS description, t.complexity FROM task t
             WHERE t.org_id = $1 AND t.id = ANY ($2::bigint[])
             ORDER BY t.id FOR UPDATE SKIP LOCKED
            """;

    private static final String SCORE =
            """
            UPDATE task t SET complexity = s.complexity, complexity_score = s.score
              FROM unnest($2::bigint[], $3::text[], $4::smallint[]) AS s (id, complexity, score)
             WHERE t.org_id = $1 AND t.id = s.id
            """;

    private static final String GO_ON =
            """
            INSERT INTO work_queue (org_id, kind, subject_id, due_at)
            VALUES ($1, 'complexity', $2, now() + $3::bigint * interval '1 millisecond')
            ON CONFLICT (org_id, kind, subject_id) DO NOTHING
            """;

    /** What a task is scored by, and the class it has. */
    record Text(long id, String key, String title, @Nullable String description, String grade) {}

    /** A task and what it is by the rules of now. */
    record Scored(Text text, Complexity complexity) {
        boolean differs() {
            return !complexity.grade().wire().equals(text.grade());
        }
    }

    Future<JsonObject> policy(OrganizationTx tx) {
        return tx.one(POLICY, row -> row.getJsonObject("policy"));
    }

    /** Ids of open tasks behind {@code after}, in their order. */
    Future<List<Long>> next(OrganizationTx tx, long after, int most) {
        return tx.list(NEXT, row -> row.getLong("id"), after, most);
    }

    /** Those that nobody is at, locked. */
    Future<List<Text>> lock(OrganizationTx tx, List<Long> ids) {
        return tx.list(
                LOCK,
                row -> new Text(
                        row.getLong("id"),
                        row.getString("key"),
                        row.getString("title"),
                        row.getString("description"),
                        row.getString("complexity")),
                (Object) ids.toArray(Long[]::new));
    }

    Future<Integer> score(OrganizationTx tx, List<Scored> scored) {
        return tx.count(
                SCORE,
                scored.stream().map(one -> one.text().id()).toArray(Long[]::new),
                scored.stream().map(one -> one.complexity().grade().wire()).toArray(String[]::new),
                scored.stream().map(one -> (short) one.complexity().score()).toArray(Short[]::new));
    }

    /** Leaves the rest to another item. */
    Future<Integer> goOn(OrganizationTx tx, long after, Duration pause) {
        return tx.count(GO_ON, after, pause.toMillis());
    }
}
