package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What there is to do. */
@Command(name = "list", description = "List tasks of the project, in the order of their ids.")
final class TaskListCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only these: pending,in-progress,review,done,deferred,cancelled,blocked.")
    private @Nullable String status;

    @Option(names = "--ready", description = "Only what can be started now, best first.")
    private boolean ready;

    @Option(names = "--with-subtasks", description = "With their subtasks.")
    private boolean subtasks;

    @Option(names = "--cursor", paramLabel = "N", description = "Where the list before ended.")
    private @Nullable Long cursor;

    TaskListCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var arguments = new JsonObject().put("withSubtasks", subtasks).put("filter", ready ? "ready" : "all");
        TaskOptions.put(arguments, "status", status);
        TaskOptions.put(arguments, "cursor", cursor);
        var answer = options.callInTag("get_tasks", arguments);
        output.print(answer, out -> TaskText.list(out, answer));
        return ExitCode.OK;
    }
}
