package dev.rota.attempt.tool;

import dev.rota.attempt.Artifact;
import dev.rota.attempt.ArtifactType;
import dev.rota.attempt.Artifacts;
import dev.rota.attempt.Attempts;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code add_artifact}: evidence of an attempt, given at once or uploaded. */
public final class AddArtifactTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "add_artifact",
            "Add artifact",
            "Attach evidence to an attempt. Over 256 KB, omit content and PUT to the returned upload_url.",
            Toolset.WORK,
            Set.of(Scope.TASKS_EXECUTE),
            Hints.CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["attempt_id", "type"], "properties": {
                       "attempt_id": {"type": "integer", "description": "Attempt id from claim_task"},
                       "type": {"type": "string", "enum": ["diff", "file", "log", "benchmark", "screenshot", "check"]},
                       "name": {"type": "string"},
                       "content": {"type": "string", "description": "Text, or base64 for images"},
                       "metadata": {"type": "object"}}}"""),
            WorkArguments.RETRY);

    private final Operations operations;
    private final Attempts attempts;
    private final Artifacts artifacts;

    public AddArtifactTool(Operations operations, Attempts attempts, Artifacts artifacts) {
        this.operations = operations;
        this.attempts = attempts;
        this.artifacts = artifacts;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var arguments = call.arguments();
        var attempt = arguments.requiredNumber("attempt_id");
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> attempts.home(tx, attempt))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> artifacts
                                .add(tx, caller, attempt, artifact(arguments))
                                .map(added -> Answer.about(WorkArguments.about(added.task()), json(added)))))
                .map(ToolResult::of);
    }

    private static Artifact artifact(ToolArguments arguments) {
        return new Artifact(
                ArtifactType.of(arguments.requiredText("type")),
                arguments.text("name"),
                arguments.text("content"),
                arguments.object("metadata"));
    }

    private static JsonBytes json(Artifacts.Added added) {
        var json = new JsonObject().put("artifact_id", added.id());
        var until = added.uploadUntil();
        return JsonBytes.of(
                until != null
                        ? json.put("upload_url", added.uploadUrl())
                                .put("expires_at", until.toInstant().toString())
                        : json.put("size", added.content().size())
                                .put("sha256", added.content().sha256Hex()));
    }
}
