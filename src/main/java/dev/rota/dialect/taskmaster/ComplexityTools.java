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
import dev.rota.report.Complexities.Choice;
import dev.rota.report.Complexities.Graded;
import dev.rota.task.TaskName;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import java.util.List;

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
             "ids": {"type": "string", "description": "Only these: 1,3,15.2"},
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

    /** @param project its key */
    private record Wanted(String project, Choice choice) {}

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
        var project = TaskMasterArguments.project(call);
        var names = TaskMasterArguments.names("ids", call.arguments().text("ids"));
        return rules.operations()
                .ahead(caller, call.action(), tx -> {
                    var known = rules.usual().find(tx, caller, project);
                    var ids = names.stream()
                            .map(name -> rules.numbered().locate(tx, caller, project, name))
                            .toList();
                    return known.compose(
                            there -> Future.all(ids).map(all -> new Wanted(there.key(), choice(call, ids))));
                })
                .compose(wanted -> rules.operations().read(caller, call.action(), tx -> rules.complexities()
                        .hardest(tx, caller, wanted.project(), wanted.choice(), MOST)
                        .map(all -> Answer.of(ROW.list(
                                "complexityAnalysis",
                                all.stream()
                                        .map(one -> row(call, wanted.project(), one))
                                        .toList(),
                                all.size() >= MOST,
                                ResponseCap.of(caller).bytes())))));
    }

    private static Choice choice(DialectCall call, List<Future<TaskRef>> located) {
        var ids = located.stream()
                .map(one -> Long.parseLong(one.result().value().toString()))
                .toList();
        return new Choice(ids.isEmpty() ? null : ids, number(call, "from", 1), number(call, "to", Long.MAX_VALUE));
    }

    private static Row row(DialectCall call, String project, Graded graded) {
        var threshold = call.arguments().integer("threshold", USUAL_THRESHOLD);
        return new Row(LinkTools.id(project, graded.key()), graded, graded.score() >= threshold);
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
