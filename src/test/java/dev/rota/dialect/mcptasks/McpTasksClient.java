package dev.rota.dialect.mcptasks;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Matcher;

/** Somebody who calls MCP-Tasks' tools by their names. Arguments are JSON with single quotes. */
record McpTasksClient(TestServer server, OpaqueToken token) {
    static final String PATH = "/mcp/mcp-tasks";

    /** The agent of an organization, which may do everything. */
    static McpTasksClient agent(TestServer server, TestOrganization organization) {
        return new McpTasksClient(server, organization.agentToken(Restrictions.NONE));
    }

    /** The owner of an organization, who may do everything. */
    static McpTasksClient owner(TestServer server, TestOrganization organization) {
        return new McpTasksClient(
                server, organization.issue(OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE));
    }

    Answer send(String tool, String arguments, Object... values) {
        return server.mcp(
                PATH,
                token,
                "tools/call",
                new JsonObject().put("name", tool).put("arguments", json(arguments, values)));
    }

    /** The structured result of a call that succeeds. */
    @CanIgnoreReturnValue
    JsonObject call(String tool, String arguments, Object... values) {
        var answer = send(tool, arguments, values);
        var result = answer.status() == 200 ? answer.json().getJsonObject("result") : null;
        if (result == null || result.getBoolean("isError")) {
            throw new AssertionError(tool + arguments + " " + answer);
        }
        return result.getJsonObject("structuredContent");
    }

    /** The task in the result of a call that succeeds. */
    @CanIgnoreReturnValue
    JsonObject task(String tool, String arguments, Object... values) {
        return call(tool, arguments, values).getJsonObject("task");
    }

    /** A task that was made; its id. */
    long made(String title) {
        return task("tasks_create", "{'title': '%s'}", title).getLong("id");
    }

    JsonObject get(long id) {
        return task("tasks_get", "{'id': %d}", id);
    }

    /** The error in the result of a call that fails. */
    JsonObject error(String tool, String arguments, Object... values) {
        var answer = send(tool, arguments, values);
        if (answer.status() != 200 || !answer.json().getJsonObject("result").getBoolean("isError")) {
            throw new AssertionError(answer.toString());
        }
        return answer.tool().getJsonObject("error");
    }

    List<JsonObject> tools() {
        return objects(server.mcp(PATH, token, "tools/list", new JsonObject())
                .json()
                .getJsonObject("result")
                .getJsonArray("tools"));
    }

    static List<JsonObject> objects(JsonArray items) {
        return items.stream().map(JsonObject.class::cast).toList();
    }

    private static JsonObject json(String arguments, Object... values) {
        var filled = arguments;
        for (var value : values) {
            filled = filled.replaceFirst("%[sd]", Matcher.quoteReplacement(value.toString()));
        }
        return new JsonObject(filled.replace('\'', '"'));
    }
}
