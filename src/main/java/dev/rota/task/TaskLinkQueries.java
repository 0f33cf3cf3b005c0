package dev.rota.task;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** SQL of links between tasks. {@code $1} is the organization. */
final class TaskLinkQueries {
    private static final String NAMED = "SELECT t.id, t.key, t.uuid FROM task t WHERE t.org_id = $1 AND "
            + TaskLocks.AMONG + " AND " + Sight.PREDICATE;

    /** A relation is one row, and shows at both ends. */
    private static final String LINKED = """
            SELECT l.type, t.key,\s"""
            + Sight.column("t", "$3", "$4")
            + """

              FROM (SELECT x.type, x.target_id AS other FROM task_link x WHERE x.org_id = $1 AND x.task_id = $2
                    UNION
                    SELECT x.type, x.task_id FROM task_link x
                     WHERE x.org_id = $1 AND x.target_id = $2 AND x.type = 'related') l
              JOIN task t ON t.org_id = $1 AND t.id = l.other AND t.trashed_at IS NULL
             ORDER BY t.id
            """;

    private static final String REMOVE =
            """
            DELETE FROM task_link
             WHERE org_id = $1 AND type = $3
               AND ((task_id = $2 AND target_id = ANY ($4::bigint[]))
                 OR (type = 'related' AND target_id = $2 AND task_id = ANY ($4::bigint[])))
            """;

    /** An original that lies in the trash gives way to another one. */
    private static final String ADD =
            """
            WITH given_up AS (
              DELETE FROM task_link l USING task t
               WHERE l.org_id = $1 AND l.task_id = $2 AND l.type = 'duplicate_of' AND $3 = 'duplicate_of'
                 AND cardinality($4::bigint[]) > 0 AND t.org_id = $1 AND t.id = l.target_id AND t.trashed_at IS NOT NULL)
            INSERT INTO task_link (org_id, task_id, type, target_id)
            SELECT $1, $2, $3, d.id FROM unnest($4::bigint[]) AS d(id)
             WHERE $3 <> 'related' OR NOT EXISTS (SELECT FROM task_link x
                    WHERE x.org_id = $1 AND x.task_id = d.id AND x.type = 'related' AND x.target_id = $2)
            ON CONFLICT (org_id, task_id, type, target_id) DO NOTHING
            """;

    /** A task that was named, by each of its names. */
    record Target(long id, String key, UUID uuid) {
        boolean is(TaskRef ref) {
            return switch (ref.form()) {
                case ID -> ref.value().equals(id);
                case KEY -> ref.value().equals(key);
                case UUID -> ref.value().equals(uuid);
            };
        }
    }

    /** What a task is linked to, oldest first. */
    record Links(List<Link> all) {
        /** Keys of those in sight. */
        List<String> of(LinkType type) {
            return all.stream()
                    .filter(link -> link.is(type) && link.seen())
                    .map(Link::key)
                    .toList();
        }

        /** How many there are, in sight or not. */
        long count(LinkType type) {
            return all.stream().filter(link -> link.is(type)).count();
        }
    }

    /** @param seen whether the caller sees the other task */
    record Link(String type, String key, boolean seen) {
        private boolean is(LinkType wanted) {
            return type.equals(wanted.wire());
        }
    }

    Future<List<Target>> named(OrganizationTx tx, Sight sight, Collection<TaskRef> refs) {
        return tx.list(
                NAMED,
                row -> new Target(row.getLong("id"), row.getString("key"), row.getUUID("uuid")),
                sight.projects(),
                sight.assignee(),
                TaskLocks.keys(refs),
                TaskLocks.ids(refs),
                TaskLocks.uuids(refs));
    }

    Future<Links> linked(OrganizationTx tx, Sight sight, long task) {
        return tx.list(
                        LINKED,
                        row -> new Link(row.getString("type"), row.getString("key"), row.getBoolean("seen")),
                        task,
                        sight.projects(),
                        sight.assignee())
                .map(Links::new);
    }

    Future<Integer> remove(OrganizationTx tx, long task, LinkType type, Collection<Long> targets) {
        return tx.count(REMOVE, task, type.wire(), targets.toArray(Long[]::new));
    }

    Future<Integer> add(OrganizationTx tx, long task, LinkType type, Collection<Long> targets) {
        return tx.count(ADD, task, type.wire(), targets.toArray(Long[]::new));
    }
}
