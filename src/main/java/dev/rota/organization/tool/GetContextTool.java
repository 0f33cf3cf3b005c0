package dev.rota.organization.tool;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.ActiveTask;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** {@code get_context} */
public final class GetContextTool implements Tool {
    /** Projects told unasked: enough for a first call to get going. */
    private static final int FEW_PROJECTS = 20;

    private static final int MOST = 200;
    private static final int MOST_ATTEMPTS = 50;
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "get_context",
            "Get context",
            "Who you are, your organizations, projects, scopes, limits, selected task and open attempts. Call first.",
            Toolset.CONTEXT,
            Set.of(),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "properties": {
                      "include": {"type": "array", "items": {"type": "string", "enum":
                        ["projects", "members", "labels", "organizations"]}}}}"""),
            new JsonObject());

    private final Operations operations;
    private final ActiveTask active;
    private final String version;
    private final Clock clock;
    private final ContextQueries queries = new ContextQueries();

    /** @param version of this build, as its manifest says */
    public GetContextTool(Operations operations, ActiveTask active, String version, Clock clock) {
        this.operations = operations;
        this.active = active;
        this.version = version;
        this.clock = clock;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var parts = EnumSet.noneOf(ContextPart.class);
        call.arguments().texts("include").forEach(name -> parts.add(ContextPart.of(name)));
        return operations
                .read(call.caller(), call.action(DEFINITION), tx -> read(tx, call.caller(), parts)
                        .map(Answer::of))
                .map(ToolResult::of);
    }

    private Future<JsonBytes> read(ReadTx tx, Caller caller, Set<ContextPart> parts) {
        var sight = Sight.of(caller);
        var mostProjects = parts.contains(ContextPart.PROJECTS) ? MOST : FEW_PROJECTS;
        var readsTasks = caller.scopes().contains(Scope.TASKS_READ);
        var projects =
                listIf(ContextPart.PROJECTS.isOpenTo(caller), () -> queries.projects(tx, sight, mostProjects + 1));
        var members = listIf(isWanted(ContextPart.MEMBERS, parts, caller), () -> queries.members(tx, MOST + 1));
        var labels = listIf(isWanted(ContextPart.LABELS, parts, caller), () -> queries.labels(tx, sight, MOST + 1));
        var attempts = listIf(readsTasks, () -> queries.openAttempts(tx, sight, caller, MOST_ATTEMPTS + 1));
        var selected =
                readsTasks ? active.current(tx, caller) : Future.succeededFuture(Optional.<ActiveTask.Selected>empty());
        return Future.all(projects, members, labels, selected, attempts).map(all -> {
            var document = new ContextDocument(caller);
            document.organizations(parts.contains(ContextPart.ORGANIZATIONS));
            document.projects(projects.result(), mostProjects);
            document.members(members.result(), MOST);
            document.labels(labels.result(), MOST);
            document.work(selected.result(), attempts.result(), MOST_ATTEMPTS);
            return document.end(version, clock.instant());
        });
    }

    private static boolean isWanted(ContextPart part, Set<ContextPart> parts, Caller caller) {
        return parts.contains(part) && part.isOpenTo(caller);
    }

    private static <T> Future<List<T>> listIf(boolean wanted, Supplier<Future<List<T>>> list) {
        return wanted ? list.get() : Future.succeededFuture(List.of());
    }
}
