package dev.rota.dialect;

import dev.rota.attempt.Result;
import dev.rota.attempt.ResultReport;
import dev.rota.attempt.Results;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskView;
import dev.rota.task.TaskViews;
import dev.rota.task.Tasks;
import io.vertx.core.Future;

/** Results of work, answered in a dialect's own objects: {@code {"result":{…},"task":{…}}}. */
public final class DialectResults {
    private final Operations operations;
    private final Tasks tasks;
    private final Results results;
    private final TaskViews views = new TaskViews();

    public DialectResults(Operations operations, Tasks tasks, Results results) {
        this.operations = operations;
        this.tasks = tasks;
        this.results = results;
    }

    /** Reports work. Fails as {@link Results#report} and {@link Tasks#home}. */
    public Future<JsonBytes> report(
            DialectCall call, TaskRef ref, ResultReport report, Members<Result> object, Members<TaskView> row) {
        return operations
                .home(call.caller(), call.action(), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller -> operations.change(caller, call.action(), call.key(), tx -> results.report(
                                tx, caller, ref, report)
                        .compose(reported -> views.written(tx, reported.task().id())
                                .map(task -> new Answer(
                                        ResponseCap.of(caller)
                                                .fitting(longest ->
                                                        write(reported.result().cutTo(longest), object, task, row)),
                                        DialectTasks.about(task),
                                        reported.changes())))));
    }

    private static JsonBytes write(Result result, Members<Result> object, TaskView task, Members<TaskView> row) {
        var json = new JsonWriter().beginObject().name("result");
        object.write(json, result);
        json.name("task");
        row.write(json, task);
        return json.endObject().toJson();
    }
}
