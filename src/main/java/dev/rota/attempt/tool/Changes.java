package dev.rota.attempt.tool;

import dev.rota.audit.Action;
import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.idempotency.IdempotencyKey;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolResult;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskState;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs the change that a tool stands for: one transaction, once for each key that the caller names it by. */
final class Changes {
    private static final String REQUEST_ID = "request_id";

    private Changes() {}

    static Future<ToolResult> run(
            Operations operations, ToolCall call, String tool, Function<OrganizationTx, Future<Answer>> work) {
        var action = Action.mcp(tool).calledAs(call.name());
        return Future.<Void>succeededFuture()
                .compose(begun -> operations.change(call.caller(), action, key(call), work))
                .map(ToolResult::of);
    }

    /** What the audit says the change was about. */
    static AuditObject about(TaskState task) {
        return new AuditObject("task", task.id(), task.key());
    }

    static @Nullable Duration lease(ToolCall call) {
        var seconds = call.arguments().number("lease_seconds");
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }

    /** The argument, else what the request itself carries (security R-15). */
    private static @Nullable IdempotencyKey key(ToolCall call) {
        var argument = call.arguments().text(REQUEST_ID);
        var key = argument != null ? argument : call.exchange().idempotencyKey();
        if (key == null) {
            return null;
        }
        var request = call.arguments().json().copy();
        request.remove(REQUEST_ID);
        return IdempotencyKey.of(key, request);
    }
}
