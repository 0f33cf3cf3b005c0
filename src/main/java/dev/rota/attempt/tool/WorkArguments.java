package dev.rota.attempt.tool;

import dev.rota.audit.AuditObject;
import dev.rota.mcp.ToolCall;
import dev.rota.task.TaskState;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What several tools of this package read and say alike. */
final class WorkArguments {
    /** Accepted unlisted by every tool that changes something: what makes a retry harmless (security R-15). */
    static final JsonObject RETRY = new JsonObject("{\"request_id\": {\"type\": \"string\"}}");

    private WorkArguments() {}

    /** The lease asked for; null for the deployment's default. */
    static @Nullable Duration lease(ToolCall call) {
        var seconds = call.arguments().number("lease_seconds");
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    /** What the audit says the change was about. */
    static AuditObject about(TaskState task) {
        return new AuditObject("task", task.id(), task.key());
    }
}
