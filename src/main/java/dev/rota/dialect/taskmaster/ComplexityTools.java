package dev.rota.dialect.taskmaster;

import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Members;
import dev.rota.dialect.ResponseCap;
import dev.rota.dialect.Tier;
import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.operation.Answer;
import dev.rota.report.Complexities.Graded;
import dev.rota.task.TaskName;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/** {@code analyze_project_complexity} and {@code complexity_report}: the server scores each task as it is written. */
final class ComplexityTools {
    private static final int MOST = 1_000;
    private static final int USUAL_THRESHOLD = 5;

    private static final ToolDefinition ANALYZE = Definition.of(
            "analyze_project_complexity",
            "Analyze complexity",
            "How hard open tasks look, the hardest first, and which to expand. Scores are kept up to date by themselves.",
            Tier.STANDARD,
            Scope.TASKS_READ,
            Hints.READ,
            """
            {"threshold": {"type": "integer", "minimum": 1, "maximum": 10,
               "description": "Score from which to recommend expansion; default 5"},
             "ids": {"type": "string", "description": "Only these: 1,3,5"},
             "from": {"type": "integer", "description": "First id of a range"},
             "to": {"type": "integer", "description": "Last id of a range"}}""");

    private static final ToolDefinition REPORT = Definition.of(
            "complexity_report",
            "Complexity report",
            "How hard open tasks look, the hardest first, and how each is to be validated.",
            Tier.STANDARD,
            Scope.TASKS_READ,
            Hints.READ,
            "{}");

    /** A task in the words of the report. */
    private record Row(String id, Graded graded, boolean expand) {}

    private static final Members<Row> ROW = Members.<Row>none()
            .text("taskId", Row::id)
            .text("taskTitle", row -> row.graded().title())
            .number("complexityScore", row -> (long) row.graded().score())
            .text("class", row -> row.graded().grade().wire())
            .text("validation", row -> row.graded().grade().validation())
            .json("expand", row -> String.valueOf(row.expand()));

    private final TaskMasterRules rules;

    private ComplexityTools(TaskMasterRules rules) {
        this.rules = rules;
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        var tools = new ComplexityTools(rules);
        return List.of(
                TaskMaster.tool("get_report", ANALYZE, tools::report),
                TaskMaster.tool("get_report", REPORT, tools::report));
    }

    private Future<JsonBytes> report(DialectCall call) {
        var caller = TaskMasterArguments.caller(call);
        var only = Set.copyOf(TaskMasterArguments.parts(call.arguments().text("ids")));
        return rules.operations()
                .ahead(caller, call.action(), tx -> rules.usual().find(tx, caller, TaskMasterArguments.project(call)))
                .compose(project -> rules.operations().read(caller, call.action(), tx -> rules.complexities()
                        .hardest(tx, caller, project.key(), 1, MOST)
                        .map(all -> {
                            var rows = all.stream()
                                    .map(one -> row(call, project.key(), one))
                                    .filter(row -> only.isEmpty() || only.contains(row.id()))
                                    .filter(row -> isWithin(call, row.id()))
                                    .toList();
                            return Answer.of(ROW.list(
                                    "complexityAnalysis",
                                    rows,
                                    all.size() >= MOST,
                                    ResponseCap.of(caller).bytes()));
                        })));
    }

    private static Row row(DialectCall call, String project, Graded graded) {
        var threshold = call.arguments().integer("threshold", USUAL_THRESHOLD);
        return new Row(LinkTools.id(project, graded.key()), graded, graded.score() >= threshold);
    }

    private static boolean isWithin(DialectCall call, String id) {
        var number = Long.parseLong(id);
        return number >= number(call, "from", 1) && number <= number(call, "to", Long.MAX_VALUE);
    }

    private static long number(DialectCall call, String argument, long otherwise) {
        var text = call.arguments().text(argument);
        if (text == null) {
            return otherwise;
        }
        var name = TaskName.parse(argument, text);
        if (name.form() != TaskName.Form.NUMBER) {
            throw new Failure.InvalidInput(argument, "'" + argument + "' must be a number", List.of("15"))
                    .asException();
        }
        return Long.parseLong(text);
    }
}
