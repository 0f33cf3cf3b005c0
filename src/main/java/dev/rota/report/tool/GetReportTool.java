package dev.rota.report.tool;

import dev.rota.identity.Scope;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.report.Grouping;
import dev.rota.report.ReportKind;
import dev.rota.report.ReportRequest;
import dev.rota.report.Reports;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code get_report} */
public final class GetReportTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "get_report",
            "Get report",
            "Aggregates: totals, complexity, cost and tokens, attempt outcomes, stale claims, dependency problems or"
                    + " quality.",
            Toolset.INSIGHT,
            Set.of(Scope.TASKS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {
                      "kind": {"type": "string", "enum":
                        ["statistics", "complexity", "usage", "attempts", "stale", "dependencies", "quality"]},
                      "project": {"type": "string", "description": "Project key; default: all you see"},
                      "since": {"type": "string", "description": "ISO 8601"},
                      "group_by": {"type": "string", "enum": ["project", "agent", "model", "status", "day"]}}}"""),
            new JsonObject());

    private final Operations operations;
    private final Reports reports;

    public GetReportTool(Operations operations, Reports reports) {
        this.operations = operations;
        this.reports = reports;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var request = request(call.arguments());
        return operations
                .read(call.caller(), call.action(DEFINITION), tx -> reports.read(tx, call.caller(), request)
                        .map(Answer::of))
                .map(ToolResult::of);
    }

    private static ReportRequest request(ToolArguments arguments) {
        var groupBy = arguments.text("group_by");
        return new ReportRequest(
                ReportKind.of(arguments.requiredText("kind")),
                arguments.text("project"),
                arguments.time("since"),
                groupBy == null ? null : Grouping.of(groupBy));
    }
}
