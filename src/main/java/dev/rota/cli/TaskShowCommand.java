package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** One task, or several. */
@Command(name = "show", description = "Show a task with its subtasks and notes.")
final class TaskShowCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    @Mixin
    private final TaskId id = new TaskId();

    TaskShowCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var answer = options.call("get_task", new JsonObject().put("id", id.required()));
        var one = answer.getJsonObject("task");
        if (one == null) {
            output.print(answer, out -> TaskText.objects(answer, "tasks").forEach(task -> TaskText.show(out, task)));
        } else {
            output.print(one, out -> TaskText.show(out, one));
        }
        return ExitCode.OK;
    }
}
