package dev.rota.task.resource;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.mcp.Resource.Contents;
import dev.rota.task.TaskRef;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The URI of one read.
 *
 * @param text as the client sent it
 * @param variables of its template and query, decoded
 */
public record Uri(String text, Map<String, String> variables) {
    public static final String JSON = "application/json";

    public String required(String variable) {
        return Objects.requireNonNull(variables.get(variable));
    }

    public @Nullable String cursor() {
        var cursor = variables.get("cursor");
        return cursor == null || cursor.isEmpty() ? null : cursor;
    }

    /** The caller in the organization that the query names. */
    Caller narrow(Caller caller) {
        var organization = variables.get("organization");
        return organization == null ? caller : caller.within(organization);
    }

    /** The task of {@code {task_id}}. What can name no task is not found, like what names none. */
    TaskRef task() {
        try {
            return TaskRef.parse("task_id", required("task_id"));
        } catch (FailureException unreadable) {
            throw new Failure.NotFound("task").asException();
        }
    }

    /** The URI of the same list from {@code cursor} on. */
    public String from(String cursor) {
        return with("cursor", cursor);
    }

    /** The same URI with that parameter, of a value without anything to encode, and of its others only the organization. */
    public String with(String parameter, String value) {
        var query = text.indexOf('?');
        var path = query < 0 ? text : text.substring(0, query);
        var organization = variables.get("organization"); // a slug or digits by now: nothing to encode
        return path + (organization == null ? "?" : "?organization=" + organization + "&") + parameter + "=" + value;
    }

    /** One content item, as MCP spells it. */
    public JsonObject item(String mimeType, String content) {
        return new JsonObject().put("uri", text).put("mimeType", mimeType).put("text", content);
    }

    public Contents json(Object json) {
        return new Contents(List.of(item(JSON, json.toString())));
    }
}
