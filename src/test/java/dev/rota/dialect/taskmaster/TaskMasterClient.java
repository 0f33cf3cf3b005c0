package dev.rota.dialect.taskmaster;

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
import java.util.stream.Stream;

/** A client of {@code /mcp/taskmaster} with one credential. */
record TaskMasterClient(TestServer server, OpaqueToken token, String path) {
    static final String PATH = "/mcp/taskmaster";

    TaskMasterClient(TestServer server, OpaqueToken token) {
        this(server, token, PATH);
    }

    /** The agent of an organization, which may do everything. */
    static TaskMasterClient agent(TestServer server, TestOrganization organization) {
        return new TaskMasterClient(server, organization.agentToken(Restrictions.NONE));
    }

    TaskMasterClient at(String other) {
        return new TaskMasterClient(server, token, other);
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

    /** The tasks in the result of a call that succeeds. */
    List<JsonObject> tasks(String tool, String arguments, Object... values) {
        return objects(call(tool, arguments, values), "tasks");
    }

    /** A new task; its id. */
    String made(String title) {
        return task("add_task", "{'title': '%s'}", title).getString("id");
    }

    /** A task as it is now. */
    JsonObject show(String id) {
        return task("get_task", "{'id': '%s'}", id);
    }

    /** The error in the result of a call that fails. */
    JsonObject error(String tool, String arguments, Object... values) {
        var answer = send(tool, arguments, values);
        if (answer.status() != 200 || !answer.json().getJsonObject("result").getBoolean("isError")) {
            throw new AssertionError(answer.toString());
        }
        return answer.tool().getJsonObject("error");
    }

    /** A call of a native tool with the same credential. */
    @CanIgnoreReturnValue
    JsonObject natively(String tool, String arguments, Object... values) {
        return succeeded(server.tool(token, tool, json(arguments, values)));
    }

    /** Names of the tools that are listed. */
    List<String> listed() {
        return objects(
                        server.mcp(path, token, "tools/list", new JsonObject())
                                .json()
                                .getJsonObject("result"),
                        "tools")
                .stream()
                .map(tool -> tool.getString("name"))
                .toList();
    }

    static List<JsonObject> objects(JsonObject in, String member) {
        return stream(in.getJsonArray(member)).toList();
    }

    private static Stream<JsonObject> stream(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    static List<String> ids(List<JsonObject> tasks) {
        return tasks.stream().map(task -> task.getString("id")).toList();
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
