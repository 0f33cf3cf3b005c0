package dev.rota.handle.tool;

import dev.rota.database.OrganizationTx;
import dev.rota.handle.Handle;
import dev.rota.handle.Handles;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.BackgroundTask;
import dev.rota.mcp.BackgroundTasks;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolResult;
import dev.rota.operation.Answer;
import dev.rota.operation.Done;
import dev.rota.operation.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;

/** Begins what goes on in the background: with a handle for clients that take one, as an ordinary change for the others. */
public final class BackgroundWork {
    private final Operations operations;
    private final Handles handles = new Handles();

    public BackgroundWork(Operations operations) {
        this.operations = operations;
    }

    /**
     * What has begun.
     *
     * @param subject its id
     * @param answer for clients that take no handle, by which they can follow it too
     */
    public record Begun(long subject, Answer answer) {}

    /**
     * Runs {@code begin} in one transaction, and answers the call with a handle of what it began, kept with it, if the
     * client has declared the tasks extension. A repetition is answered as its own client takes it, whichever way the first
     * was. Fails as {@link Operations#change}.
     *
     * @param caller in one organization
     */
    public Future<ToolResult> begin(
            ToolCall call,
            Caller caller,
            ToolDefinition tool,
            BackgroundKind kind,
            Function<OrganizationTx, Future<Begun>> begin) {
        var takesHandle = call.exchange().clientCapabilities().contains(BackgroundTasks.EXTENSION);
        var key = call.idempotencyKey("either form ");
        if (!takesHandle && key == null) {
            return operations
                    .change(caller, call.action(tool), null, tx -> begin.apply(tx)
                            .map(Begun::answer))
                    .map(ToolResult::of);
        }
        return operations
                .changed(caller, call.action(tool), key, tx -> begin.apply(tx).compose(begun -> handles.open(
                                tx, caller, tool.name(), kind.name(), begun.subject(), kind.keptFor())
                        .map(handle -> kept(handle, begun.answer()))))
                .map(done -> takesHandle
                        ? new ToolResult.Background(begun(done.json().toJsonObject(), kind))
                        : ToolResult.of(plain(done)));
    }

    /** Both forms, because a repetition of the request may want either. */
    private static Answer kept(Handle handle, Answer answer) {
        var json = new JsonObject()
                .put("id", handle.id())
                .put("created_at", handle.createdAt().toInstant())
                .put("expires_at", handle.expiresAt().toInstant())
                .put("answer", answer.json().toJsonObject());
        return new Answer(JsonBytes.of(json), answer.object(), answer.changes());
    }

    private static JsonBytes plain(Done done) {
        return new Done(JsonBytes.of(done.json().toJsonObject().getJsonObject("answer")), done.replayed()).marked();
    }

    private static BackgroundTask begun(JsonObject kept, BackgroundKind kind) {
        var created = kept.getInstant("created_at");
        return new BackgroundTask(
                kept.getString("id"),
                new BackgroundTask.Working(),
                null,
                created,
                created,
                Duration.between(created, kept.getInstant("expires_at")),
                kind.pollInterval());
    }
}
