package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Exits with 1 where it gets none. */
@Command(
        name = "claim",
        description = "Claim a task, or without an id the next one, and show what it takes to execute it.")
final class TaskClaimCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    private static final int MOST_TRIES = 5;

    @Mixin
    private final TaskId id = new TaskId();

    @Option(names = "--notes", paramLabel = "TEXT", description = "What is intended.")
    private @Nullable String notes;

    TaskClaimCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var named = id.optional();
        var answer = named == null ? next() : claim(named);
        if (!answer.getBoolean("success")) {
            output.complain(answer.getString("error"));
            return ExitCode.SOFTWARE;
        }
        output.print(answer, out -> {
            TaskText.show(out, answer.getJsonObject("task"));
            out.println("attempt: " + answer.getLong("attempt_id") + ", yours until "
                    + answer.getString("lease_expires_at"));
        });
        return ExitCode.OK;
    }

    private JsonObject claim(String named) {
        var arguments = new JsonObject().put("id", named).put("validation_required", true);
        TaskOptions.put(arguments, "details", notes);
        return options.call("execute_task_autonomous", arguments);
    }

    /** Others may be quicker between the question and the claim: then there is another next one. */
    private JsonObject next() {
        var answer = none();
        for (var tries = 0; tries < MOST_TRIES; tries++) {
            var next = options.callInTag("next_task", new JsonObject()).getJsonObject("task");
            answer = next == null ? none() : claim(next.getString("id"));
            if (next == null || answer.getBoolean("success") || !"already_claimed".equals(answer.getString("reason"))) {
                return answer;
            }
        }
        return answer;
    }

    private static JsonObject none() {
        return new JsonObject().put("success", false).put("error", "No task is ready.");
    }
}
