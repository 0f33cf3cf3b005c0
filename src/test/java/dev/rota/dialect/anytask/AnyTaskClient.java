package dev.rota.dialect.anytask;

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

/** A client of {@code /mcp/anytask}, or of the same below a pinned path, with one credential. */
record AnyTaskClient(TestServer server, OpaqueToken token, String path) {
    static final String PATH = "/mcp/anytask";

    /** The agent of an organization, which may do everything. */
    static AnyTaskClient agent(TestServer server, TestOrganization organization) {
        return new AnyTaskClient(server, organization.agentToken(Restrictions.NONE), PATH);
    }

    AnyTaskClient at(String other) {
        return new AnyTaskClient(server, token, other);
    }

    /** A call of a tool; arguments as JSON with single quotes, and values where it has %s or %d. */
    Answer send(String tool, String arguments, Object... values) {
        return server.mcp(
                path,
                token,
                "tools/call",
                new JsonObject().put("name", tool).put("arguments", json(arguments, values)));
    }

    /** The structured result of a call that succeeds. */
    @CanIgnoreReturnValue
    JsonObject call(String tool, String arguments, Object... values) {
        return succeeded(send(tool, arguments, values));
    }

    /** The task in the result of a call that succeeds. */
    @CanIgnoreReturnValue
    JsonObject task(String tool, String arguments, Object... values) {
        return call(tool, arguments, values).getJsonObject("task");
    }

    /** A task that exists in the workspace; its key. */
    String made(String title) {
        return task("create_task", "{'title': '%s'}", title).getString("task_id");
    }

    /** The error in the result of a call that fails. */
    JsonObject error(String tool, String arguments, Object... values) {
        var answer = send(tool, arguments, values);
        if (answer.status() != 200 || !answer.json().getJsonObject("result").getBoolean("isError")) {
            throw new AssertionError(answer.toString());
        }
        return answer.tool().getJsonObject("error");
    }

    /** The tasks of a list. */
    List<JsonObject> list(String arguments, Object... values) {
        return objects(call("list_tasks", arguments, values).getJsonArray("tasks"));
    }

    List<String> titles(String arguments, Object... values) {
        return list(arguments, values).stream()
                .map(task -> task.getString("title"))
                .toList();
    }

    /** The columns of the board. */
    List<JsonObject> board() {
        return objects(call("get_board", "{}").getJsonArray("columns"));
    }

    /** The text of a resource that is there. */
    String read(String uri) {
        var contents = server.mcp(path, token, "resources/read", new JsonObject().put("uri", uri));
        var result = contents.json().getJsonObject("result");
        if (result == null) {
            throw new AssertionError(contents.toString());
        }
        return result.getJsonArray("contents").getJsonObject(0).getString("text");
    }

    /** The code of the refusal of a resource that is not there. */
    String refused(String uri) {
        var contents = server.mcp(path, token, "resources/read", new JsonObject().put("uri", uri));
        return contents.json().getJsonObject("error").getJsonObject("data").getString("code");
    }

    List<JsonObject> listed(String method, String member) {
        return objects(server.mcp(path, token, method, new JsonObject())
                .json()
                .getJsonObject("result")
                .getJsonArray(member));
    }

    /** What a native tool answers to the same credential. */
    @CanIgnoreReturnValue
    JsonObject natively(String tool, String arguments, Object... values) {
        return succeeded(server.tool(token, tool, json(arguments, values)));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast).toList();
    }

    private static JsonObject succeeded(Answer answer) {
        var result = answer.status() == 200 ? answer.json().getJsonObject("result") : null;
        if (result == null || result.getBoolean("isError")) {
            throw new AssertionError(answer.toString());
        }
        return result.getJsonObject("structuredContent");
    }

    private static JsonObject json(String arguments, Object... values) {
        var filled = arguments;
        for (var value : values) {
            filled = filled.replaceFirst("%[sd]", Matcher.quoteReplacement(value.toString()));
        }
        return new JsonObject(filled.replace('\'', '"'));
    }
}
