package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Exits with 1 where it finds something. */
@Command(
        name = "validate-dependencies",
        description = "Look for circles, and for dependencies on what will not be done.")
final class TaskValidateDependenciesCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    TaskValidateDependenciesCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var answer = options.call("validate_dependencies", new JsonObject());
        output.print(answer, out -> print(out, answer));
        return answer.getBoolean("valid") ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void print(PrintWriter out, JsonObject answer) {
        if (answer.getBoolean("valid")) {
            out.println("All dependencies are valid.");
        }
        answer.getJsonArray("cycles").forEach(cycle -> out.println("circle: " + cycle));
        TaskText.objects(answer, "dangling")
                .forEach(one -> out.println(one.getString("id") + " depends on " + one.getString("dependsOn")
                        + ", which is " + one.getString("targetStatus")));
    }
}
