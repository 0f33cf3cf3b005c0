package dev.rota.task;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of what a task was. {@code $1} is the organization. */
final class TaskReversalQueries {
    /** Of each field what it was before the first change behind the version. */
    private static final String SINCE =
            """
            SELECT DISTINCT ON (c.key) c.key AS name, c.value AS change
              FROM task_event e CROSS JOIN LATERAL jsonb_each(e.changes) AS c (key, value)
             WHERE e.org_id = $1 AND e.task_id = $2 AND e.version > $3 AND jsonb_typeof(e.changes) = 'object'
               AND e.type <> 'linked'
             ORDER BY c.key, e.version, e.id
            """;

    /** Who an assignee was, where they still are of the organization and are called so. */
    private static final String ASSIGNEE =
            """
            SELECT 'user' AS kind, u.id, u.name FROM membership m JOIN user_account u ON u.id = m.user_id
             WHERE m.org_id = $1 AND m.active AND 'user:' || u.id = $2 AND u.name = $3
            UNION ALL
            SELECT 'agent', a.id, a.name FROM agent a
             WHERE a.org_id = $1 AND a.active AND 'agent:' || a.id = $2 AND a.name = $3
            """;

    /**
     * A field as it was.
     *
     * @param before its JSON value; null for none
     * @param exactly what that does not tell, see {@link TaskFields#EXACTLY}
     */
    record Field(String name, @Nullable Object before, @Nullable String exactly) {
        static Field of(String name, JsonObject change) {
            return new Field(name, change.getValue("before"), change.getString(TaskFields.EXACTLY));
        }
    }

    Future<List<Field>> since(OrganizationTx tx, long task, int version) {
        return tx.list(SINCE, row -> Field.of(row.getString("name"), row.getJsonObject("change")), task, version);
    }

    /** Whom the field named; empty where only the name is left. */
    Future<Optional<Assignee>> assignee(OrganizationTx tx, @Nullable Field field) {
        return field == null || field.exactly() == null
                ? Future.succeededFuture(Optional.empty())
                : tx.first(
                        ASSIGNEE,
                        row -> new Assignee(row.getString("kind"), row.getLong("id"), row.getString("name")),
                        field.exactly(),
                        (String) field.before());
    }
}
