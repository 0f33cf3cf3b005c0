package dev.rota.dialect;

import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.ActiveTask;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskView;
import dev.rota.task.TaskViews;
import dev.rota.task.Tasks;
import io.vertx.core.Future;

/** The task that somebody has selected, answered in a dialect's own objects: {@code {"active_task":{…}}}. */
public final class DialectSelection {
    private final Operations operations;
    private final Tasks tasks;
    private final ActiveTask active;
    private final TaskViews views = new TaskViews();

    public DialectSelection(Operations operations, Tasks tasks, ActiveTask active) {
        this.operations = operations;
        this.tasks = tasks;
        this.active = active;
    }

    /** Selects a task, which claims nothing. Fails as {@link TaskViews#find} and {@link Tasks#home}. */
    public Future<JsonBytes> select(DialectCall call, TaskRef ref, Members<TaskView> object) {
        return operations
                .home(call.caller(), call.action(), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller -> operations.change(caller, call.action(), null, tx -> active.select(tx, caller, ref)
                        .compose(selected -> views.find(tx.reading(), caller, ref))
                        .map(task -> Answer.about(DialectTasks.about(task), object.one("active_task", task)))));
    }
}
