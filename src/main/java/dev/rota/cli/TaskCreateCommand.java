package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A new task. */
@Command(name = "create", description = "Add a task, or with --parent a subtask.")
final class TaskCreateCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--title", required = true, paramLabel = "TITLE", description = "What is to be done.")
    private String title = "";

    @Option(names = "--description", paramLabel = "TEXT", description = "What and why.")
    private @Nullable String description;

    @Option(names = "--details", paramLabel = "TEXT", description = "How.")
    private @Nullable String details;

    @Option(names = "--test-strategy", paramLabel = "TEXT", description = "One criterion a line; not for subtasks.")
    private @Nullable String testStrategy;

    @Option(
            names = "--priority",
            paramLabel = "PRIORITY",
            description = "critical, high, medium, low; not for subtasks.")
    private @Nullable String priority;

    @Option(names = "--dependencies", paramLabel = "IDS", description = "What must be done first: 12,14.1.")
    private @Nullable String dependencies;

    @Option(names = "--parent", paramLabel = "ID", description = "The task that it is a part of.")
    private @Nullable String parent;

    TaskCreateCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var arguments = new JsonObject().put("title", title);
        TaskOptions.put(arguments, "description", description);
        TaskOptions.put(arguments, "details", details);
        TaskOptions.put(arguments, "testStrategy", testStrategy);
        TaskOptions.put(arguments, "priority", priority);
        TaskOptions.put(arguments, "dependencies", dependencies);
        var answer = parent == null
                ? options.callInTag("add_task", arguments)
                : options.call("add_subtask", arguments.put("id", parent));
        var task = answer.getJsonObject("task");
        output.print(task, out -> out.println("Added " + task.getString("id") + "  " + task.getString("title")));
        return ExitCode.OK;
    }
}
