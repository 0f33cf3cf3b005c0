package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Whether a project has a tag, which {@link ProjectTags#list} does not tell of more than it lists. */
public final class KnownTags {
    /** Tags that are made for a project, beside those that only labels make. */
    public static final int MOST = 200;

    private static final String LOOK =
            """
            SELECT EXISTS (SELECT FROM project_tag g WHERE g.org_id = $1 AND g.project_id = $4 AND g.name = $5)
                     OR EXISTS (SELECT FROM task t WHERE t.org_id = $1 AND t.project_id = $4
                                   AND t.labels @> ARRAY['tag:' || $5::text] AND\s"""
                    + Sight.PREDICATE
                    + """
            ) AS there,
                   (SELECT count(*) FROM project_tag g
                     WHERE g.org_id = $1 AND g.project_id = $4 AND g.name IS DISTINCT FROM $6::text) AS others
            """;

    /**
     * What is known of a tag.
     *
     * @param isThere whether it was made, or a task in sight has it; {@code master} always is
     * @param others how many were made, without the one that is replaced
     */
    public record Known(boolean isThere, long others) {}

    /**
     * Looks one up by its name.
     *
     * @param replaced a tag that is not counted; null for none
     */
    public Future<Known> look(OrganizationTx tx, Caller caller, long project, String tag, @Nullable String replaced) {
        var sight = Sight.of(caller);
        return tx.one(
                LOOK,
                row -> new Known(tag.equals(ProjectTags.MASTER) || row.getBoolean("there"), row.getLong("others")),
                sight.projects(),
                sight.assignee(),
                project,
                tag,
                replaced);
    }
}
