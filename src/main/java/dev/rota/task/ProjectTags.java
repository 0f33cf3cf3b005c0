package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.project.UsualProject;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tags of a project: contexts side by side, each the tasks that have the label {@code tag:<name>}. The tag {@code master}
 * is always there and has every task without such a label; a credential works in it until it chooses another.
 */
public final class ProjectTags {
    public static final String MASTER = "master";
    public static final String LABEL = "tag:";

    /** Tags of a list. */
    public static final int MOST_LISTED = 200;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,50}");

    /** The tag of a statement on task t: {@code $7}, else that of the credential {@code $8}. */
    static final String CHOSEN =
            """
            coalesce($7::text, (SELECT c.tag FROM current_tag c WHERE c.org_id = ANY ($1) AND c.credential = $8::text
                                   AND c.project_id = t.project_id), 'master')""";

    private static final String ALL =
            """
            SELECT n.name, max(n.description) AS description, sum(n.tasks) AS tasks, sum(n.done) AS done,
                   n.name = coalesce((SELECT c.tag FROM current_tag c WHERE c.org_id = ANY ($1) AND c.credential = $5::text
                               AND c.project_id =\s"""
                    + UsualProject.ID
                    + """
            ), 'master') AS current
              FROM (SELECT 'master' AS name, NULL AS description, 0 AS tasks, 0 AS done
                    UNION ALL
                    SELECT g.name, g.description, 0, 0 FROM project_tag g
                     WHERE g.org_id = ANY ($1) AND g.project_id =\s"""
                    + UsualProject.ID
                    + """

                    UNION ALL
                    SELECT coalesce(substr(label, 5), 'master'), NULL, 1, CASE WHEN t.status = 'done' THEN 1 ELSE 0 END
                      FROM task t LEFT JOIN LATERAL unnest(t.labels) AS label ON label LIKE 'tag:_%'
                     WHERE t.org_id = ANY ($1) AND t.project_id =\s"""
                    + UsualProject.ID + "\n               AND " + Sight.PREDICATE
                    + """
            ) n
             GROUP BY n.name ORDER BY n.name <> 'master', n.name LIMIT 201
            """;

    private static final String MAKE =
            """
            INSERT INTO project_tag (org_id, project_id, name, description) VALUES ($1, $2, $3, $4)
            ON CONFLICT (org_id, project_id, name) DO NOTHING
            """;

    private static final String FORGET = "DELETE FROM project_tag WHERE org_id = $1 AND project_id = $2 AND name = $3";

    private static final String USE =
            """
            INSERT INTO current_tag (org_id, credential, project_id, tag) VALUES ($1, $2, $3, $4)
            ON CONFLICT (org_id, credential, project_id) DO UPDATE SET tag = excluded.tag
            """;

    private static final String LEAVE = "DELETE FROM current_tag WHERE org_id = $1 AND project_id = $2 AND tag = $3";

    private static final String FOLLOW =
            "UPDATE current_tag SET tag = $4 WHERE org_id = $1 AND project_id = $2 AND tag = $3";

    private static final String CURRENT =
            """
            SELECT c.tag FROM current_tag c
             WHERE c.org_id = $1 AND c.credential = $2 AND c.project_id = $3
            """;

    private static final String LABELLED =
            """
            SELECT t.id FROM task t WHERE t.org_id = $1 AND t.project_id = $4 AND t.labels @> ARRAY[$5::text] AND\s"""
                    + Sight.PREDICATE + "\n ORDER BY t.id LIMIT 1001";

    /**
     * One tag.
     *
     * @param description null for none
     * @param tasks how many the caller sees in it, subtasks among them
     * @param done how many of these are done
     * @param current whether the caller works in it
     */
    public record Tag(String name, @Nullable String description, long tasks, long done, boolean current) {
        private static Tag of(Row row) {
            return new Tag(
                    row.getString("name"),
                    row.getString("description"),
                    row.getLong("tasks"),
                    row.getLong("done"),
                    row.getBoolean("current"));
        }
    }

    /**
     * The tags of the usual project, {@code master} first, at most one more than {@link #MOST_LISTED}.
     *
     * @param project the pinned one; null for none
     */
    public Future<List<Tag>> list(ReadTx tx, Caller caller, @Nullable String project) {
        var sight = Sight.of(caller);
        return tx.list(
                ALL,
                Tag::of,
                sight.projects(),
                sight.assignee(),
                project,
                caller.credential().id());
    }

    /** Fails with {@code validation_failed} for what is no name of a tag. */
    public static void requireName(String field, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Failure.InvalidInput(
                            field,
                            "'" + field + "' must have 1 to 50 letters, digits, hyphens or underscores",
                            List.of(MASTER, "feature-x"))
                    .asException();
        }
    }

    /** The labels of a task that is made within the tag. */
    public static List<String> labels(String tag) {
        return tag.equals(MASTER) ? List.of() : List.of(LABEL + tag);
    }

    /** The tag that the caller works in. */
    public Future<String> current(OrganizationTx tx, Caller caller, long project) {
        return tx.first(
                        CURRENT,
                        row -> row.getString("tag"),
                        caller.credential().id(),
                        project)
                .map(found -> found.orElse(MASTER));
    }

    /** Has the caller work in the tag from now on. */
    public void use(OrganizationTx tx, Caller caller, long project, String tag) {
        tx.last(tx.count(USE, caller.credential().id(), project, tag));
    }

    /** Makes an empty tag. */
    public void make(OrganizationTx tx, long project, String tag, @Nullable String description) {
        if (description != null && description.codePointCount(0, description.length()) > 1_000) {
            throw new Failure.InvalidInput("description", "'description' may have at most 1000 characters")
                    .asException();
        }
        tx.last(tx.count(MAKE, project, tag, description == null || description.isEmpty() ? null : description));
    }

    /** Removes the tag itself; whoever worked in it works in {@code master}. The labels are the caller's to remove. */
    public void forget(OrganizationTx tx, long project, String tag) {
        tx.last(tx.count(FORGET, project, tag));
        tx.last(tx.count(LEAVE, project, tag));
    }

    /** Has everybody who works in one tag work in another. */
    public void follow(OrganizationTx tx, long project, String from, String to) {
        tx.last(tx.count(FOLLOW, project, from, to));
    }

    /** The tasks within a tag other than {@code master}, at most 1,000: fails with {@code limit_exceeded} beyond. */
    public Future<List<TaskRef>> tasks(OrganizationTx tx, Caller caller, long project, String tag) {
        var sight = Sight.of(caller);
        return tx.list(
                        LABELLED,
                        row -> new TaskRef(TaskRef.Form.ID, row.getLong("id")),
                        sight.projects(),
                        sight.assignee(),
                        project,
                        LABEL + tag)
                .map(found -> {
                    if (found.size() > 1_000) {
                        throw new Failure.TooLarge(
                                        FailureCode.LIMIT_EXCEEDED,
                                        "tag",
                                        "The tag has more than 1000 tasks; relabel them in parts",
                                        null)
                                .asException();
                    }
                    return found;
                });
    }
}
