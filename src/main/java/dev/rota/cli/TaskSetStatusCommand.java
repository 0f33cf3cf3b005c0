package dev.rota.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a task stands now. */
@Command(name = "set-status", description = "Set the status of tasks; all or none.")
final class TaskSetStatusCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    @Mixin
    private final TaskId id = new TaskId();

    @Option(
            names = "--status",
            required = true,
            paramLabel = "STATUS",
            description = "pending, in-progress, review, done, deferred, cancelled.")
    private String status = "";

    TaskSetStatusCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var answer = options.call(
                "set_task_status", new JsonObject().put("id", id.required()).put("status", status));
        var one = answer.getJsonObject("task");
        var all = one == null ? answer : new JsonObject().put("tasks", new JsonArray().add(one));
        output.print(answer, out -> TaskText.list(out, all));
        return ExitCode.OK;
    }
}
