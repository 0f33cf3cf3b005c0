package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What happened, as hooks of an editor tell it. */
@Command(name = "update-subtask", description = "Append a note to a task or subtask.")
final class TaskUpdateSubtaskCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    @Mixin
    private final TaskId id = new TaskId();

    @Option(names = "--prompt", required = true, paramLabel = "TEXT", description = "What to note.")
    private String prompt = "";

    TaskUpdateSubtaskCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var answer = options.call(
                "update_subtask", new JsonObject().put("id", id.required()).put("prompt", prompt));
        var task = answer.getJsonObject("task");
        output.print(task, out -> out.println("Noted on " + task.getString("id") + "  " + task.getString("title")));
        return ExitCode.OK;
    }
}
