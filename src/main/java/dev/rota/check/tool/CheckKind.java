package dev.rota.check.tool;

import dev.rota.audit.AuditObject;
import dev.rota.check.RequestedCheck;
import dev.rota.check.RequestedChecks;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.handle.tool.BackgroundKind;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.BackgroundTask;
import dev.rota.mcp.ToolResult;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a runner was asked for, in the background: they work until each is answered, and come to what was found. To
 * cancel them is to withdraw the check task, also from a runner who has it.
 */
public final class CheckKind implements BackgroundKind {
    private static final Duration KEPT = Duration.ofDays(7);

    private final RequestedChecks requested;

    public CheckKind(RequestedChecks requested) {
        this.requested = requested;
    }

    @Override
    public String name() {
        return "check";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.QUALITY_RUN);
    }

    @Override
    public Duration keptFor() {
        return KEPT;
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Future<Standing> look(ReadTx tx, Caller caller, long subject) {
        return requested.find(tx, caller, subject).map(CheckKind::standing);
    }

    @Override
    public Future<AuditObject> cancel(OrganizationTx tx, Caller caller, long subject) {
        return requested.withdraw(tx, caller, subject).map(RequestedCheck::object);
    }

    private static Standing standing(RequestedCheck check) {
        return new Standing(state(check), message(check), check.changedAt(), check.object());
    }

    private static @Nullable String message(RequestedCheck check) {
        if (check.standing() != RequestedCheck.Standing.WAITING) {
            return null;
        }
        return check.status() == TaskStatus.IN_PROGRESS ? "A runner is at it" : "Waits for a runner";
    }

    private static BackgroundTask.State state(RequestedCheck check) {
        return switch (check.standing()) {
            case WAITING -> new BackgroundTask.Working();
            case WITHDRAWN -> new BackgroundTask.Cancelled();
            case ANSWERED -> completed(told(check).put("status", "done"), false);
            case ENDED ->
                completed(
                        new JsonObject()
                                .put(
                                        "error",
                                        new JsonObject()
                                                .put("code", "unavailable")
                                                .put(
                                                        "message",
                                                        check.key() + " was ended before every check was answered")
                                                .put("hint", "Run the checks again, or yourself and call record_check")
                                                .put("retryable", true)),
                        true);
        };
    }

    /** Whose they are, and what was found so far. */
    private static JsonObject told(RequestedCheck check) {
        var json = check.attempt() == null
                ? new JsonObject().put("check_id", check.task())
                : new JsonObject().put("attempt_id", check.attempt());
        return json.put("task", check.key())
                .put("checks", new JsonArray(check.checks()))
                .put("results", check.results());
    }

    private static BackgroundTask.Completed completed(JsonObject json, boolean failed) {
        return new BackgroundTask.Completed(new ToolResult.Complete(JsonBytes.of(json), List.of(), failed));
    }
}
