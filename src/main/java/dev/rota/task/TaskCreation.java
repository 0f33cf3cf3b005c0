package dev.rota.task;

import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.project.Project;
import dev.rota.project.Projects;
import dev.rota.task.TaskCreationQueries.Made;
import dev.rota.task.TaskCreationQueries.Place;
import dev.rota.task.TaskFields.Named;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes tasks. */
public final class TaskCreation {
    static final int DEEPEST = TaskLimits.DEPTH;
    static final int MOST_DEPENDENCIES = TaskLimits.DEPENDENCIES;

    private final Projects projects;
    private final Evidence evidence;
    private final TaskCreationQueries queries = new TaskCreationQueries();
    private final TaskQueries history = new TaskQueries();
    private final TaskLocks locks = new TaskLocks();
    private final ComplexityScoring complexity = new ComplexityScoring();

    public TaskCreation(Projects projects, Evidence evidence) {
        this.projects = projects;
        this.evidence = evidence;
    }

    /** A task that was made. */
    public record Created(long id, String key, UUID uuid, int version) {
        public AuditObject object() {
            return new AuditObject("task", id, key);
        }
    }

    /** The project new tasks go to; see {@link Projects#resolve}. */
    public Future<Project> project(OrganizationTx tx, Caller caller, @Nullable String reference) {
        return projects.resolve(tx, caller, reference);
    }

    /** The project they go to for those who name none; see {@link Projects#usual}. */
    public Future<Project> usualProject(OrganizationTx tx, Caller caller) {
        return projects.usual(tx, caller);
    }

    /**
     * Makes one task with its parent and dependencies. A credential that sees only its user's tasks makes tasks that are
     * assigned to that user.
     *
     * <p>Fails with {@code not_found} for a parent, dependency or requirement out of reach, and with
     * {@code limit_exceeded} below the eighth level, and with {@code gate_failed} in a status that asks for evidence.
     */
    public Future<Created> create(OrganizationTx tx, Caller caller, Project project, NewTask task) {
        return prepared(tx, caller, List.of(task)).compose(held -> prepared(tx, caller, project, task));
    }

    /** Locks what tasks that are to be made refer to, in the order in which all are locked. */
    Future<Void> prepared(OrganizationTx tx, Caller caller, List<NewTask> tasks) {
        var refs = tasks.stream().flatMap(NewTask::references).toList();
        if (refs.isEmpty()) {
            return Future.succeededFuture();
        }
        Future<?> beside =
                tasks.stream().anyMatch(task -> task.parent() != null) ? locks.beside(tx) : Future.succeededFuture();
        return Future.all(beside, locks.hold(tx, caller, refs)).mapEmpty(); // sent together, done in this order
    }

    /** The same as {@link #create} for a task whose {@link #prepared} locks are held. */
    Future<Created> prepared(OrganizationTx tx, Caller caller, Project project, NewTask task) {
        var assignee = assignee(tx, caller, task);
        var parent = parent(tx, caller, task);
        var requirement = requirement(tx, caller, task);
        var dependencies = dependencies(tx, caller, task);
        var shown = evidence.require(tx, project.id(), null, task.status());
        var complex = complexity.of(caller, task.title(), task.description().text());
        return Future.all(assignee, parent, requirement, dependencies, shown, complex)
                .compose(known -> queries.create(
                        tx,
                        caller.principal(),
                        project,
                        task,
                        assignee.result(),
                        parent.result(),
                        requirement.result(),
                        complex.result()))
                .map(made -> linked(tx, caller, made, dependencies.result()));
    }

    private Created linked(OrganizationTx tx, Caller caller, Made made, List<Long> dependencies) {
        var task = new Created(made.id(), made.key(), made.uuid(), made.version());
        if (!dependencies.isEmpty()) {
            depend(tx, task, dependencies);
        }
        tx.last(history.record(tx, caller.principal(), made.id(), "created", made.version(), null, null, null));
        return task;
    }

    /** Links what was just made, on which nothing that existed can depend, to others; with the commit. */
    void depend(OrganizationTx tx, Created task, List<Long> dependencies) {
        tx.last(queries.depend(tx, task.id(), dependencies));
    }

    private static Future<@Nullable Assignee> assignee(OrganizationTx tx, Caller caller, NewTask task) {
        if (caller.restrictions().assignedOnly()) {
            return Future.succeededFuture(Assignee.of(caller.principal()));
        }
        var name = task.assignee();
        return name == null || name.isEmpty()
                ? Future.succeededFuture(null)
                : Assignee.resolve(tx, caller, name).map(found -> found);
    }

    private Future<@Nullable Long> parent(OrganizationTx tx, Caller caller, NewTask task) {
        var reference = task.parent();
        if (reference == null || reference.isEmpty()) {
            return Future.succeededFuture(null);
        }
        return place(tx, caller, task.field() + "parent", reference).map(place -> {
            requireDepth(task.field() + "parent", place.depth() + 1);
            return place.id();
        });
    }

    /** Fails with {@code limit_exceeded} for a depth that no task may have; a root has 1. */
    static void requireDepth(String field, int depth) {
        if (depth > DEEPEST) {
            throw new Failure.TooLarge(
                            FailureCode.LIMIT_EXCEEDED, field, "Tasks nest at most " + DEEPEST + " levels deep", null)
                    .asException();
        }
    }

    Future<Place> place(OrganizationTx tx, Caller caller, String field, String reference) {
        return queries.place(tx, Sight.of(caller), TaskRef.parse(field, reference))
                .map(place -> place.orElseThrow(() -> new Failure.NotFound(field).asException()));
    }

    private Future<@Nullable Long> requirement(OrganizationTx tx, Caller caller, NewTask task) {
        var reference = task.requirement();
        return reference == null || reference.isEmpty()
                ? Future.succeededFuture(null)
                : requirement(tx, caller, reference).map(Named::id);
    }

    Future<Named> requirement(OrganizationTx tx, Caller caller, String reference) {
        return queries.requirement(tx, Sight.of(caller), reference)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("requirement").asException()));
    }

    private Future<List<Long>> dependencies(OrganizationTx tx, Caller caller, NewTask task) {
        if (task.dependsOn().size() > MOST_DEPENDENCIES) {
            throw new Failure.TooLarge(
                            FailureCode.LIMIT_EXCEEDED,
                            task.field() + "depends_on",
                            "A task depends on at most " + MOST_DEPENDENCIES + " others",
                            null)
                    .asException();
        }
        var found = new ArrayList<Future<Place>>();
        task.dependsOn().forEach(reference -> found.add(place(tx, caller, task.field() + "depends_on", reference)));
        return Future.all(found)
                .map(all -> found.stream().map(one -> one.result().id()).toList());
    }
}
