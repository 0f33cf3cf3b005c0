package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What happens to tasks in the caller's sight, for those who follow some of them. */
public final class TaskActivity {
    /** Events of one look. Where there are more, who looks must take it that everything has changed. */
    public static final int MOST_EVENTS = 500;

    private static final int MOST_NEIGHBOURS = 2_000;

    private static final String TASKS =
            """
            SELECT t.org_id, t.id, t.key, t.uuid FROM task t
             WHERE t.org_id = ANY ($1) AND (t.key = ANY ($4) OR t.id = ANY ($5) OR t.uuid = ANY ($6)) AND\s"""
                    + Sight.PREDICATE;

    private static final String PROJECTS =
            """
            SELECT p.org_id, p.id, p.key FROM project p
             WHERE p.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR p.id = ANY ($2))
               AND (p.key = ANY ($3) OR p.id::text = ANY ($3))
            """;

    /** The ids of all organizations come from one sequence. */
    private static final String LATEST =
            """
            SELECT coalesce(max(latest.id), 0) AS id FROM unnest($1::bigint[]) AS o (org_id)
             CROSS JOIN LATERAL (SELECT e.id FROM task_event e WHERE e.org_id = o.org_id
                                  ORDER BY e.id DESC LIMIT 1) latest
            """;

    private static final String SINCE =
            """
            SELECT e.id, e.task_id, t.project_id
              FROM task_event e
              JOIN task t ON t.org_id = e.org_id AND t.id = e.task_id
             WHERE e.org_id = ANY ($1) AND e.id > $4 AND\s"""
                    + Sight.PREDICATE
                    + "\n ORDER BY e.id DESC LIMIT " + MOST_EVENTS;

    private static final String NEIGHBOURS =
            """
            SELECT l.task_id AS task, l.target_id AS other FROM task_link l
             WHERE l.org_id = ANY ($1) AND l.task_id = ANY ($2)
            UNION ALL
            SELECT l.target_id, l.task_id FROM task_link l WHERE l.org_id = ANY ($1) AND l.target_id = ANY ($2)
             LIMIT\s"""
                    + MOST_NEIGHBOURS;

    /** A task that somebody named. */
    public record Named(OrganizationId organization, long id, String key, UUID uuid) {
        /** Whether that reference names it. */
        public boolean isNamed(TaskRef ref) {
            return switch (ref.form()) {
                case KEY -> key.equals(ref.value());
                case ID -> ref.value().equals(id);
                case UUID -> uuid.equals(ref.value());
            };
        }
    }

    /** A project that somebody named. */
    public record NamedProject(OrganizationId organization, long id, String key) {
        /** Whether that reference, a key or an id, names it. */
        public boolean isNamed(String reference) {
            return key.equalsIgnoreCase(reference) || Long.toString(id).equals(reference);
        }
    }

    /** One event of a task's history. */
    public record Event(long id, long task, long project) {}

    /** A task that another is linked with, in either direction. */
    public record Neighbour(long task, long other) {}

    /** Those of the named tasks that the caller sees. */
    public Future<List<Named>> tasks(ReadTx tx, Caller caller, Collection<TaskRef> named) {
        var sight = Sight.of(caller);
        tx.planForValues(); // a way for each form, or all tasks would be looked through for those that are named
        return tx.list(
                TASKS,
                row -> new Named(
                        new OrganizationId(row.getLong("org_id")),
                        row.getLong("id"),
                        row.getString("key"),
                        row.getUUID("uuid")),
                sight.projects(),
                sight.assignee(),
                values(named, TaskRef.Form.KEY).toArray(String[]::new),
                values(named, TaskRef.Form.ID).toArray(Long[]::new),
                values(named, TaskRef.Form.UUID).toArray(UUID[]::new));
    }

    private static List<Object> values(Collection<TaskRef> named, TaskRef.Form form) {
        return named.stream()
                .filter(ref -> ref.form() == form)
                .map(TaskRef::value)
                .toList();
    }

    /** Those of the named projects that the caller reaches. */
    public Future<List<NamedProject>> projects(ReadTx tx, Caller caller, Collection<String> named) {
        return tx.list(
                PROJECTS,
                row -> new NamedProject(
                        new OrganizationId(row.getLong("org_id")), row.getLong("id"), row.getString("key")),
                Sight.of(caller).projects(),
                named.stream()
                        .map(name -> name.toUpperCase(java.util.Locale.ROOT))
                        .toArray(String[]::new));
    }

    /** The newest event that is there; 0 before the first. */
    public Future<Long> latest(ReadTx tx) {
        return tx.one(LATEST, row -> row.getLong("id"));
    }

    /** Events after {@code id}, the newest first, at most {@value #MOST_EVENTS}. */
    public Future<List<Event>> since(ReadTx tx, Caller caller, long id) {
        var sight = Sight.of(caller);
        return tx.list(
                SINCE,
                row -> new Event(row.getLong("id"), row.getLong("task_id"), row.getLong("project_id")),
                sight.projects(),
                sight.assignee(),
                id);
    }

    /** What these tasks are linked with. */
    public Future<List<Neighbour>> neighbours(ReadTx tx, Collection<Long> tasks) {
        return tx.list(NEIGHBOURS, row -> new Neighbour(row.getLong("task"), row.getLong("other")), (Object)
                tasks.toArray(Long[]::new));
    }
}
