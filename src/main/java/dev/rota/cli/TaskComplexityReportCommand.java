package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** The report that ends a workflow. */
@Command(name = "complexity-report", description = "How hard open tasks look, the hardest first.")
final class TaskComplexityReportCommand implements Callable<Integer> {
    @Mixin
    private final TaskOptions options;

    @Mixin
    private final Output output = new Output();

    TaskComplexityReportCommand(TaskOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var answer = options.call("complexity_report", new JsonObject());
        output.print(
                answer,
                out -> Columns.print(
                        out,
                        TaskText.objects(answer, "complexityAnalysis").stream()
                                .map(TaskComplexityReportCommand::row)
                                .toList()));
        return ExitCode.OK;
    }

    private static List<String> row(JsonObject one) {
        return List.of(
                one.getString("taskId"),
                one.getInteger("complexityScore").toString(),
                one.getString("class"),
                one.getString("validation"),
                one.getString("taskTitle"));
    }
}
