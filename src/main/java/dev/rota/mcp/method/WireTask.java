package dev.rota.mcp.method;

import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.jsonrpc.JsonRpcError;
import dev.rota.mcp.BackgroundTask;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** A background task as the protocol spells it (MCP tasks extension, "Task" and "DetailedTask"). */
public final class WireTask {
    private WireTask() {}

    /** What {@code tools/call} answers: where it stands, and neither what it asks nor what it came to. */
    static void writeHandle(JsonWriter writer, BackgroundTask task) {
        writer.name("taskId").value(task.id());
        writer.name("status").value(task.state().wire());
        var message = task.message();
        if (message != null) {
            writer.name("statusMessage").value(message);
        }
        writer.name("createdAt").value(time(task.createdAt()));
        writer.name("lastUpdatedAt").value(time(task.updatedAt()));
        writer.name("ttlMs");
        Duration kept = task.keptFor();
        if (kept == null) {
            writer.encoded("null");
        } else {
            writer.value(kept.toMillis());
        }
        writer.name("pollIntervalMs").value(task.pollInterval().toMillis());
    }

    /** The same with what its state brings along, as {@code tasks/get} answers and {@code notifications/tasks} says. */
    public static void write(JsonWriter writer, BackgroundTask task) {
        writeHandle(writer, task);
        var state = task.state();
        if (state instanceof BackgroundTask.InputRequired asking) {
            writer.name("inputRequests").beginObject();
            asking.requests().forEach((key, request) -> writer.name(key).encoded(JsonBytes.of(request)));
            writer.endObject();
        } else if (state instanceof BackgroundTask.Completed completed) {
            writer.name("result").beginObject();
            WireResult.of(completed.result()).writeWithMeta(writer);
            writer.endObject();
        } else if (state instanceof BackgroundTask.Failed failed) {
            writeError(writer, failed.error());
        }
    }

    private static void writeError(JsonWriter writer, JsonRpcError error) {
        writer.name("error").beginObject();
        writer.name("code").value(error.code()).name("message").value(error.message());
        if (!error.data().isEmpty()) {
            writer.name("data").encoded(JsonBytes.of(error.data()));
        }
        writer.endObject();
    }

    private static String time(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant.truncatedTo(ChronoUnit.MILLIS));
    }
}
