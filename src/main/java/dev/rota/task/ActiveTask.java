package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Optional;

/**
 * The task that a credential (a token, a grant) has selected, one in each project, which holds across its sessions; of
 * several projects the newest selection counts (catalogue section 1, rule 8).
 */
public final class ActiveTask {
    private static final String SELECT =
            """
            INSERT INTO active_task (org_id, credential, project_id, task_id) VALUES ($1, $2, $3, $4)
            ON CONFLICT (org_id, credential, project_id)
            DO UPDATE SET task_id = excluded.task_id, selected_at = clock_timestamp()
            """;

    private static final String CLEAR =
            """
            DELETE FROM active_task WHERE org_id = $1 AND credential = $2
               AND ($3::bigint[] IS NULL OR project_id = ANY ($3))
            """;

    private static final String CURRENT =
            """
            SELECT t.key, t.version, t.title, t.status, p.key AS project, p.id AS project_id
              FROM active_task s
              JOIN task t ON t.org_id = s.org_id AND t.id = s.task_id
              JOIN project p ON p.org_id = t.org_id AND p.id = t.project_id
             WHERE s.org_id = ANY ($1) AND s.credential = $4 AND\s"""
                    + Sight.PREDICATE
                    + "\n ORDER BY s.selected_at DESC LIMIT 1";

    private final Tasks tasks;

    public ActiveTask(Tasks tasks) {
        this.tasks = tasks;
    }

    /** Selects a task, which claims nothing and counts up nothing. */
    public Future<JsonObject> select(OrganizationTx tx, Caller caller, TaskRef ref) {
        return tasks.lock(tx, caller, ref).map(task -> {
            tx.last(tx.count(SELECT, caller.credential().id(), task.project(), task.id()));
            return json(task.key(), task.version(), task.title(), task.status().wire(), task.projectKey());
        });
    }

    public Future<Integer> clear(OrganizationTx tx, Caller caller) {
        return tx.count(CLEAR, caller.credential().id(), Sight.of(caller).projects());
    }

    /** A selected task as it is now. */
    public record Selected(String key, int version, String title, String status, String project, long projectId) {
        public JsonObject toJson() {
            return json(key, version, title, status, project);
        }
    }

    /** What is selected now; empty when nothing is. */
    public Future<Optional<Selected>> current(ReadTx tx, Caller caller) {
        var sight = Sight.of(caller);
        return tx.first(
                CURRENT,
                ActiveTask::selected,
                sight.projects(),
                sight.assignee(),
                caller.credential().id());
    }

    private static Selected selected(Row row) {
        return new Selected(
                row.getString("key"),
                row.getInteger("version"),
                row.getString("title"),
                row.getString("status"),
                row.getString("project"),
                row.getLong("project_id"));
    }

    private static JsonObject json(String key, int version, String title, String status, String project) {
        return new JsonObject()
                .put("key", key)
                .put("version", version)
                .put("title", title)
                .put("status", status)
                .put("project", project);
    }
}
