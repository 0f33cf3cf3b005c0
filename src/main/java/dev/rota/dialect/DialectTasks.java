package dev.rota.dialect;

import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.project.Project;
import dev.rota.task.NewTask;
import dev.rota.task.TaskCreation;
import dev.rota.task.TaskFilter;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskUpdate;
import dev.rota.task.TaskUpdates;
import dev.rota.task.TaskView;
import dev.rota.task.TaskViews;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The operations on tasks, answered in a dialect's own objects: {@code {"task":{…}}} and {@code {"tasks":[…]}}. */
public final class DialectTasks {
    private final Operations operations;
    private final Tasks tasks;
    private final TaskCreation creation;
    private final TaskUpdates updates;
    private final TaskViews views = new TaskViews();

    public DialectTasks(Operations operations, Tasks tasks, TaskCreation creation, TaskUpdates updates) {
        this.operations = operations;
        this.tasks = tasks;
        this.creation = creation;
        this.updates = updates;
    }

    /** The newest tasks over all organizations of the caller; that there are more is not told. */
    public Future<JsonBytes> newest(DialectCall call, TaskFilter filter, Members<TaskView> row) {
        return list(call, filter, found -> new TaskViews.Newest(found.tasks(), false), row);
    }

    /** Tasks over all organizations of the caller, newest change first, {@code truncated} where there are more. */
    public Future<JsonBytes> list(DialectCall call, TaskFilter filter, Members<TaskView> row) {
        return list(call, filter, found -> found, row);
    }

    private Future<JsonBytes> list(
            DialectCall call, TaskFilter filter, UnaryOperator<TaskViews.Newest> told, Members<TaskView> row) {
        return operations.read(call.caller(), call.action(), tx -> views.newest(tx, call.caller(), filter)
                .map(found -> Answer.of(new TaskAnswer(call.caller(), row).list(told.apply(found)))));
    }

    /** One task with its relatives. Fails as {@link TaskViews#find}. */
    public Future<JsonBytes> get(DialectCall call, TaskRef ref, Members<TaskView> object) {
        return read(call, tx -> views.find(tx, call.caller(), ref), object);
    }

    /** One task with its relatives and its newest comments. Fails as {@link TaskViews#find}. */
    public Future<JsonBytes> getWithComments(DialectCall call, TaskRef ref, Members<TaskView> object) {
        return read(call, tx -> views.findWithComments(tx, call.caller(), ref), object);
    }

    private Future<JsonBytes> read(
            DialectCall call, Function<ReadTx, Future<TaskView>> finding, Members<TaskView> object) {
        return operations.read(call.caller(), call.action(), tx -> finding.apply(tx)
                .map(task -> Answer.about(about(task), new TaskAnswer(call.caller(), object).one(task))
                        .within(task.organizationSlug())));
    }

    /**
     * Makes a task. Fails as {@link TaskCreation#create}.
     *
     * @param project key or id; null for the credential's only one, else the organization's default
     */
    public Future<JsonBytes> create(
            DialectCall call, @Nullable String project, NewTask task, Members<TaskView> object) {
        return operations.change(call.caller(), call.action(), call.key(), tx -> project(tx, call, project)
                .compose(known -> creation.create(tx, call.caller(), known, task))
                .compose(made -> views.written(tx, made.id()))
                .map(made -> Answer.about(about(made), new TaskAnswer(call.caller(), object).one(made))));
    }

    private Future<Project> project(OrganizationTx tx, DialectCall call, @Nullable String reference) {
        return reference == null
                ? creation.usualProject(tx, call.caller())
                : creation.project(tx, call.caller(), reference);
    }

    /** Changes a task. Fails as {@link TaskUpdates#update}, and as {@link Tasks#home}. */
    public Future<JsonBytes> update(DialectCall call, TaskRef ref, TaskUpdate update, Members<TaskView> object) {
        return operations
                .home(call.caller(), call.action(), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller -> operations.change(caller, call.action(), call.key(), tx -> updates.update(
                                tx, caller, ref, update)
                        .compose(updated -> views.written(tx, updated.task().id())
                                .map(task -> new Answer(
                                        new TaskAnswer(caller, object).one(task), about(task), updated.audited())))));
    }

    static AuditObject about(TaskView task) {
        return new AuditObject("task", task.id(), task.key());
    }
}
