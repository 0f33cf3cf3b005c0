package dev.rota.organization;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes of an organization itself: its name, its default project, its policy. */
public final class OrganizationChanges {
    private static final String LOCK =
            """
            SELECT o.id, o.slug, o.name, o.policy, p.key AS default_project, o.version, o.created_at
              FROM organization o
              LEFT JOIN project p ON p.org_id = $1 AND p.id = o.default_project_id
             WHERE o.id = $1 FOR NO KEY UPDATE OF o
            """;

    private static final String PROJECT = "SELECT id FROM project WHERE org_id = $1 AND key = $2";

    private static final String UPDATE =
            """
            UPDATE organization SET name = $2, policy = $3, version = version + 1,
                   default_project_id = coalesce($4, default_project_id)
             WHERE id = $1
            """;

    private static final String RULES = "complexity_rules";

    /** Open tasks are scored by other rules from now on; a negative subject begins with the first of them. */
    private static final String SCORE_ANEW =
            """
            INSERT INTO work_queue (org_id, kind, subject_id, due_at) VALUES ($1, 'complexity', $2::integer, now())
            ON CONFLICT (org_id, kind, subject_id) DO NOTHING
            """;

    /**
     * What to change; null where it stays.
     *
     * @param policy keys to set, or to take away by null (RFC 7396)
     */
    public record Wanted(@Nullable String name, @Nullable String defaultProject, @Nullable JsonObject policy) {}

    /** An organization after a change, and what of it has changed. */
    public record Changed(Organization organization, List<Change> changes) {
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /** The organization, held until the transaction ends. */
    public Future<Organization> lock(OrganizationTx tx) {
        return tx.first(LOCK, Organization::of)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("organization").asException()));
    }

    /**
     * Changes what is wanted, and counts the version up where that is anything. Fails with {@code validation_failed} for a
     * project that the organization does not have.
     *
     * @param now as {@link #lock} has given it
     */
    public Future<Changed> apply(OrganizationTx tx, Organization now, Wanted wanted) {
        var name = wanted.name() == null ? now.name() : Organizations.name(wanted.name());
        var patch = wanted.policy() == null ? new JsonObject() : wanted.policy();
        var policy = PolicyPatch.merged(now.policy(), patch);
        if (patch.containsKey(RULES)) {
            RulePatterns.requireFitting(policy);
        }
        var project = wanted.defaultProject() == null ? now.defaultProject() : wanted.defaultProject();
        var changes = new ArrayList<Change>();
        note(changes, "name", now.name(), name);
        note(changes, "default_project", now.defaultProject(), project);
        changes.addAll(PolicyPatch.changes(now.policy(), policy));
        if (changes.isEmpty()) {
            return Future.succeededFuture(new Changed(now, List.of()));
        }
        if (!Objects.equals(now.policy().getValue(RULES), policy.getValue(RULES))) {
            tx.last(tx.count(SCORE_ANEW, -now.version()));
        }
        return project(tx, wanted.defaultProject())
                .compose(id -> tx.count(UPDATE, name, policy, id))
                .map(done -> new Changed(
                        new Organization(
                                now.id(), now.slug(), name, policy, project, now.version() + 1, now.createdAt()),
                        changes));
    }

    private static Future<@Nullable Long> project(OrganizationTx tx, @Nullable String key) {
        if (key == null) {
            return Future.succeededFuture(null);
        }
        return tx.first(PROJECT, row -> row.getLong("id"), key)
                .map(found -> found.orElseThrow(() -> new Failure.InvalidInput(
                                "default_project", "default_project must be the key of a project of the organization")
                        .asException()));
    }

    private static void note(List<Change> changes, String field, @Nullable String before, @Nullable String after) {
        if (after != null && !after.equals(before)) {
            changes.add(new Change(field, before, after));
        }
    }
}
