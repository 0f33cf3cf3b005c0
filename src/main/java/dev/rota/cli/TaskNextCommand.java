package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** The next task, or that there is none: both are answers. */
@Command(name = "next", description = "Show the best task to work on now; claims nothing.")
final class TaskNextCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    TaskNextCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var answer = options.callInTag("next_task", new JsonObject());
        var task = answer.getJsonObject("task");
        if (task == null) {
            var none = new JsonObject().put("message", answer.getString("message"));
            output.print(none, out -> out.println(answer.getString("message")));
        } else {
            output.print(task, out -> TaskText.show(out, task));
        }
        return ExitCode.OK;
    }
}
