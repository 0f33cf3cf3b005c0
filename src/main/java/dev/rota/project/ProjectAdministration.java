package dev.rota.project;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.VisibleText;
import dev.rota.organization.Rights;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What owners and admins do with projects. A credential that is limited to some projects sees and changes those. */
public final class ProjectAdministration {
    private static final int LONGEST_NAME = 100;

    private final Projects projects;
    private final ProjectQueries queries = new ProjectQueries();

    public ProjectAdministration(Projects projects) {
        this.projects = projects;
    }

    /** A project after a change, and what changed. */
    public record Changed(ProjectDetails details, List<Change> changes) {
        public Changed {
            changes = List.copyOf(changes);
        }
    }

    /** Projects behind that id, at most {@code limit}, by id. */
    public Future<List<ProjectDetails>> list(ReadTx tx, Caller caller, long after, int limit) {
        return queries.list(tx, Projects.reach(caller), after, limit);
    }

    /** The project of that key or id. Fails with {@code not_found}. */
    public Future<ProjectDetails> find(ReadTx tx, Caller caller, String reference) {
        return queries.find(tx, Projects.reach(caller), reference)
                .map(found -> found.orElseThrow(ProjectAdministration::unknown));
    }

    /** A new project. Fails as {@link Projects#create}, and with {@code forbidden} where it would be out of reach. */
    public Future<ProjectDetails> create(
            OrganizationTx tx, Caller caller, String key, String name, boolean reviewRequired) {
        if (caller.restrictions().projects() != null) {
            return Future.failedFuture(Rights.forbidden());
        }
        return projects.create(tx, key, name(name), reviewRequired)
                .compose(made -> queries.find(tx.reading(), null, Long.toString(made.id())))
                .map(found -> found.orElseThrow(ProjectAdministration::unknown));
    }

    /**
     * Changes what is given. Fails with {@code not_found}, or as {@code condition} does.
     *
     * @param condition is told the version that there is
     */
    public Future<Changed> change(
            OrganizationTx tx,
            Caller caller,
            String reference,
            IntConsumer condition,
            @Nullable String name,
            @Nullable Boolean reviewRequired) {
        return locked(tx, caller, reference).map(before -> {
            condition.accept(before.version());
            var old = before.project();
            var next = new Project(
                    old.id(),
                    old.key(),
                    name == null ? old.name() : name(name),
                    reviewRequired == null ? old.reviewRequired() : reviewRequired);
            if (next.equals(old)) {
                return new Changed(before, List.of());
            }
            tx.last(queries.change(tx, next));
            return new Changed(new ProjectDetails(next, before.version() + 1, before.createdAt()), changes(old, next));
        });
    }

    /** Deletes a project that never had a task or a requirement, with its gates. Fails with {@code not_found} or {@code in_use}. */
    public Future<Project> delete(OrganizationTx tx, Caller caller, String reference, IntConsumer condition) {
        return locked(tx, caller, reference).compose(found -> {
            condition.accept(found.version());
            return queries.uses(tx, found.project().id()).map(uses -> {
                requireUnused(found.project(), uses);
                queries.delete(tx, found.project().id());
                return found.project();
            });
        });
    }

    private Future<ProjectDetails> locked(OrganizationTx tx, Caller caller, String reference) {
        return queries.lock(tx, Projects.reach(caller), reference)
                .map(found -> found.orElseThrow(ProjectAdministration::unknown));
    }

    private static void requireUnused(Project project, ProjectQueries.Uses uses) {
        if (uses.tasks() || uses.requirements()) {
            throw inUse(
                    project.key() + " has had " + (uses.tasks() ? "tasks" : "requirements"),
                    "Keys of tasks and requirements stay taken, also when they are deleted for good; a project that had any stays.");
        }
        if (uses.usual() && uses.others()) {
            throw inUse(project.key() + " is the default project", "Make another one the default_project first.");
        }
    }

    private static RuntimeException inUse(String message, String hint) {
        return new Failure.Conflict(FailureCode.IN_USE, message, hint, new JsonObject()).asException();
    }

    private static List<Change> changes(Project before, Project after) {
        var changes = new ArrayList<Change>();
        if (!before.name().equals(after.name())) {
            changes.add(new Change("name", before.name(), after.name()));
        }
        if (before.reviewRequired() != after.reviewRequired()) {
            changes.add(new Change(
                    "review_required",
                    Boolean.toString(before.reviewRequired()),
                    Boolean.toString(after.reviewRequired())));
        }
        return changes;
    }

    private static String name(String text) {
        var clean = VisibleText.of(text);
        if (clean.isEmpty() || clean.codePointCount(0, clean.length()) > LONGEST_NAME) {
            throw new Failure.InvalidInput("name", "'name' must have 1 to " + LONGEST_NAME + " characters")
                    .asException();
        }
        return clean;
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("project").asException();
    }
}
