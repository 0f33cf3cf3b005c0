package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.project.UsualProject;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * SQL of the tasks of the usual project. {@code $1} is an array of organizations, {@code $2} and {@code $3} are the
 * caller's sight, {@code $4} is the pinned project, {@code $5} says whether subtasks are wanted, {@code $6} how long a
 * description may be.
 */
final class NumberedTaskQueries {
    /** Of a task %s: its number, or its place below another's. */
    private static final String NAME =
            """
            coalesce((SELECT split_part(u.key, '-', 2) || '.' || %s.child_no FROM task u
                       WHERE u.org_id = %s.org_id AND u.id = %s.parent_id AND u.project_id = %s.project_id),
                     split_part(%s.key, '-', 2))""";

    private static final String DEPENDENCY =
            """
            (SELECT jsonb_agg(CASE WHEN d.project_id = %s.project_id THEN\s"""
                    + NAME.replace("%s", "d")
                    + """
                     ELSE d.key END ORDER BY d.id)
                      FROM task_link l JOIN task d ON d.org_id = l.org_id AND d.id = l.target_id
                     WHERE l.org_id = %s.org_id AND l.task_id = %s.id AND l.type = 'depends_on' AND d.trashed_at IS NULL
                       AND\s"""
                    + Sight.of("d");

    private static final String OPEN = " AND d.status NOT IN ('done', 'cancelled')";

    /** What is said of every task %s. */
    private static final String MEMBERS =
            """
            jsonb_build_object('id', %s.id, 'key', %s.key, 'title', %s.title, 'status', %s.status,
                   'description', coalesce(left(%s.description, $6::integer), ''),
                   'cut', coalesce(length(%s.description) > $6::integer, false), 'priority', %s.priority,
                   'labels', to_jsonb(%s.labels), 'acceptance', to_jsonb(%s.acceptance),
                   'complexity', %s.complexity, 'score', %s.complexity_score,
                   'claimed', EXISTS (SELECT FROM attempt a WHERE a.org_id = %s.org_id AND a.task_id = %s.id
                       AND a.status = 'running' AND a.lease_expires_at > now()),
                   'name',\s"""
                    + NAME + ", 'dependencies', " + DEPENDENCY + "), 'blocked_by', " + DEPENDENCY + OPEN + "))";

    private static final String TASK = "SELECT " + MEMBERS.replace("%s", "r")
            + """
             || jsonb_build_object('subtasks', CASE WHEN $5::boolean THEN (SELECT jsonb_agg("""
            + MEMBERS.replace("%s", "s")
            + """
             ORDER BY s.child_no) FROM (SELECT * FROM task t WHERE t.org_id = r.org_id AND t.parent_id = r.id AND\s"""
            + Sight.PREDICATE
            + " ORDER BY t.child_no LIMIT 100) s) END";

    private static final String NOTES =
            """
            , 'notes', (SELECT jsonb_agg(n.note) FROM (
               SELECT jsonb_strip_nulls(jsonb_build_object('at', utc(x.created_at), 'author', x.author, 'text', x.body,
                        'untrusted', CASE WHEN x.author_kind = 'user' AND NOT EXISTS (SELECT FROM membership m
                           WHERE m.org_id = x.org_id AND m.user_id = x.author_id AND m.active) THEN true END)) AS note
                 FROM comment x WHERE x.org_id = r.org_id AND x.task_id = r.id ORDER BY x.id DESC LIMIT 10) n)""";

    private static final String CHOSEN =
            ") AS task\n  FROM (SELECT * FROM task t WHERE t.org_id = ANY ($1) AND t.project_id = " + UsualProject.ID
                    + "\n   AND " + Sight.PREDICATE;

    /** Within a tag are the tasks with its label, within {@code master} those without any. */
    private static final String WITHIN_TAG = "\n   AND CASE " + ProjectTags.CHOSEN
            + """
                     WHEN 'master' THEN NOT EXISTS (SELECT FROM unnest(t.labels) AS label WHERE label LIKE 'tag:_%')
                       ELSE t.labels @> ARRAY['tag:' ||\s"""
            + ProjectTags.CHOSEN + "] END";

    /** {@code OFFSET 0} has the links of each task looked up by themselves, not all links joined for it. */
    private static final String WAITS =
            """
            EXISTS (SELECT FROM task_link l JOIN task d ON d.org_id = l.org_id AND d.id = l.target_id
                     WHERE l.org_id = t.org_id AND l.task_id = t.id AND l.type = 'depends_on' AND d.trashed_at IS NULL"""
                    + OPEN + " OFFSET 0)";

    /** Who sees only what is assigned to them may see no parent: to them each task stands for itself. */
    private static final String LIST = TASK + CHOSEN + WITHIN_TAG + "\n   AND (t.status = ANY ($9::text[])"
            + " OR ($10::boolean AND t.status IN ('backlog', 'todo') AND " + WAITS + "))"
            + "\n   AND (t.parent_id IS NULL OR $3::bigint IS NOT NULL) AND t.id > $11::bigint"
            + "\n ORDER BY t.id LIMIT $12) r ORDER BY r.id";

    private static final String READY = TASK + CHOSEN + WITHIN_TAG
            + """

               AND t.status = 'todo'
               AND NOT EXISTS (SELECT FROM attempt a WHERE a.org_id = t.org_id AND a.task_id = t.id
                        AND a.status = 'running' AND a.lease_expires_at > now())
               AND NOT EXISTS (SELECT FROM question q WHERE q.org_id = t.org_id AND q.task_id = t.id
                        AND q.answered_at IS NULL)
               AND NOT\s"""
            + WAITS + "\n   AND " + CheckTasks.claimableFirst("$10")
            + "\n ORDER BY t.priority DESC, t.id LIMIT $9) r ORDER BY r.priority DESC, r.id";

    /** What finds the task that {@code $5} names. */
    private static final Map<TaskName.Form, String> NAMED = new EnumMap<>(Map.of(
            TaskName.Form.NUMBER,
            " AND t.key = " + key("$5::text"),
            TaskName.Form.CHILD,
            " AND t.parent_id = (SELECT u.id FROM task u WHERE u.org_id = ANY ($1) AND u.key = "
                    + key("split_part($5::text, '.', 1)")
                    + ") AND t.child_no = split_part($5::text, '.', 2)::integer",
            TaskName.Form.KEY,
            " AND t.key = $5::text",
            TaskName.Form.UUID,
            " AND t.uuid = $5::uuid"));

    private static final Map<TaskName.Form, String> FIND =
            complete(named -> TASK + NOTES + CHOSEN + named.replace("$5", "$7") + ") r");

    private static final Map<TaskName.Form, String> LOCATE =
            complete(named -> "SELECT t.id FROM task t WHERE t.org_id = ANY ($1) AND t.project_id = " + UsualProject.ID
                    + "\n   AND " + Sight.PREDICATE + named);

    private static Map<TaskName.Form, String> complete(UnaryOperator<String> statement) {
        var all = new EnumMap<TaskName.Form, String>(TaskName.Form.class);
        NAMED.forEach((form, named) -> all.put(form, statement.apply(named)));
        return all;
    }

    private static String key(String number) {
        return "(SELECT p.key FROM project p WHERE p.org_id = ANY ($1) AND p.id = " + UsualProject.ID + ") || '-' || "
                + number;
    }

    Future<List<NumberedTask>> list(
            ReadTx tx, Caller caller, @Nullable String project, NumberedFilter filter, int longest) {
        var sight = Sight.of(caller);
        return tx.list(
                LIST,
                NumberedTaskQueries::task,
                sight.projects(),
                sight.assignee(),
                project,
                filter.subtasks(),
                longest,
                filter.tag(),
                caller.credential().id(),
                filter.statuses().stream().map(TaskStatus::wire).toArray(String[]::new),
                filter.blocked(),
                filter.after(),
                filter.limit() + 1);
    }

    Future<List<NumberedTask>> ready(
            ReadTx tx, Caller caller, @Nullable String project, NumberedFilter filter, int longest) {
        var sight = Sight.of(caller);
        return tx.list(
                READY,
                NumberedTaskQueries::task,
                sight.projects(),
                sight.assignee(),
                project,
                filter.subtasks(),
                longest,
                filter.tag(),
                caller.credential().id(),
                filter.limit() + 1,
                CheckTasks.isRunner(caller));
    }

    Future<Optional<NumberedTask>> find(ReadTx tx, Caller caller, @Nullable String project, TaskName name) {
        var sight = Sight.of(caller);
        return tx.first(
                Objects.requireNonNull(FIND.get(name.form())),
                NumberedTaskQueries::task,
                sight.projects(),
                sight.assignee(),
                project,
                true,
                Integer.MAX_VALUE,
                name.value());
    }

    Future<Optional<Long>> locate(ReadTx tx, Caller caller, @Nullable String project, TaskName name) {
        var sight = Sight.of(caller);
        return tx.first(
                Objects.requireNonNull(LOCATE.get(name.form())),
                row -> row.getLong("id"),
                sight.projects(),
                sight.assignee(),
                project,
                name.value());
    }

    private static NumberedTask task(Row row) {
        return NumberedTask.of(row.getJsonObject("task"));
    }
}
