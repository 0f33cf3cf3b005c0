package dev.rota.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How an attempt ended. */
@Command(name = "finish", description = "End an attempt: success finishes the task, anything else puts it back.")
final class TaskFinishCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    @Parameters(paramLabel = "ATTEMPT", description = "The attempt that claim told.")
    private long attempt;

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "success, partial, failed or aborted; default: ${DEFAULT-VALUE}.")
    private String status = "success";

    @Option(names = "--notes", paramLabel = "TEXT", description = "What was done, and how it was verified.")
    private @Nullable String notes;

    TaskFinishCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var arguments = new JsonObject().put("attempt_id", attempt).put("status", status);
        TaskOptions.put(arguments, "notes", notes);
        var answer = options.callNatively("finish_attempt", arguments);
        var task = answer.getJsonObject("task");
        output.print(answer, out -> {
            out.println(task.getString("key") + " is " + task.getString("status"));
            answer.getJsonArray("missing_gates", new JsonArray()).forEach(gate -> out.println("missing: " + gate));
        });
        return ExitCode.OK;
    }
}
