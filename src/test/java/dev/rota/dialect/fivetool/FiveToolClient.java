package dev.rota.dialect.fivetool;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Matcher;

/** A client of {@code /api/mcp} with one credential. */
record FiveToolClient(TestServer server, OpaqueToken token) {
    static final String PATH = "/api/mcp";

    /** The agent of an organization, which may do everything. */
    static FiveToolClient agent(TestServer server, TestOrganization organization) {
        return new FiveToolClient(server, organization.agentToken(Restrictions.NONE));
    }

    /** A person who belongs to both organizations, as owner of the first and member of the second. */
    static FiveToolClient ofBoth(TestServer server, TestOrganization first, TestOrganization second) {
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + second.id() + ", "
                        + first.ownerId() + ", 'member')");
        return new FiveToolClient(server, first.issue(OpaqueToken.Kind.USER, first.ownerId(), null, Restrictions.NONE));
    }

    /** A call of a tool; arguments as JSON with single quotes, and values where it has %s or %d. */
    Answer send(String tool, String arguments, Object... values) {
        return sendTo(PATH, tool, json(arguments, values));
    }

    Answer sendTo(String path, String tool, JsonObject arguments) {
        return server.mcp(
                path, token, "tools/call", new JsonObject().put("name", tool).put("arguments", arguments));
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

    /** A task that exists in the organization's default project; its id. */
    long made(String title) {
        return task("create_task", "{'title': '%s'}", title).getLong("id");
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
        return call("list_tasks", arguments, values).getJsonArray("tasks").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    static JsonObject succeeded(Answer answer) {
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
