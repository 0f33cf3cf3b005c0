package dev.rota.dialect.workx;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/** A client of {@code /api/mcp/rpc} that knows plain JSON-RPC and one token. */
record WorkXClient(TestServer server, OpaqueToken token) {
    static final String PATH = "/api/mcp/rpc";
    static final List<String> PATHS = List.of(PATH, "/mcp/rpc");

    /** The member of an organization, with a token that is not cut to their own tasks. */
    static WorkXClient personal(TestServer server, TestOrganization organization) {
        return new WorkXClient(
                server, organization.issue(OpaqueToken.Kind.USER, organization.memberId(), null, Restrictions.NONE));
    }

    static WorkXClient personal(TestServer server, TestOrganization organization, Scope... scopes) {
        return new WorkXClient(
                server,
                organization.issue(
                        OpaqueToken.Kind.USER,
                        organization.memberId(),
                        null,
                        Restrictions.NONE,
                        Set.of(scopes),
                        "mcp"));
    }

    /** An organization's own token. */
    static WorkXClient org(TestServer server, TestOrganization organization) {
        return new WorkXClient(
                server, organization.issue(OpaqueToken.Kind.ORG, organization.ownerId(), null, Restrictions.NONE));
    }

    /** A task in DEV, made natively since WORK-X makes its tasks elsewhere; its uuid. */
    static String made(TestServer server, TestOrganization organization, String title, String more) {
        var given = new JsonObject("{\"title\":\"" + title + "\",\"project\":\"DEV\"" + more.replace('\'', '"') + "}");
        var key = server.tool(organization.agentToken(Restrictions.NONE), "create_task", given)
                .tool()
                .getJsonObject("task")
                .getString("key");
        return server.database()
                .ask("SELECT uuid FROM rota.task WHERE key = '" + key + "' AND org_id = " + organization.id())
                .get(0);
    }

    /** As the guide shows it: two headers and a body. */
    static HttpRequest.Builder post(TestServer server, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("X-Request-Id", "the-same")
                .POST(BodyPublishers.ofString(body));
    }

    /** A body as JSON with single quotes, and values where it has %s or %d. */
    Answer post(String body, Object... values) {
        return postTo(PATH, body, values);
    }

    Answer postTo(String path, String body, Object... values) {
        return server.send(
                post(server, path, quoted(body, values)).header("Authorization", "Bearer " + token.reveal()));
    }

    /** The answers to a batch. */
    List<JsonObject> batch(String body, Object... values) {
        var answer = post(body, values);
        if (answer.status() != 200) {
            throw new AssertionError(answer.toString());
        }
        return new JsonArray(answer.body()).stream().map(JsonObject.class::cast).toList();
    }

    Answer send(String tool, String arguments, Object... values) {
        return post(message(tool, quoted(arguments, values)));
    }

    static String message(String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":"
                + arguments + "},\"id\":1}";
    }

    /** The structured result of a call that succeeds. */
    @CanIgnoreReturnValue
    JsonObject call(String tool, String arguments, Object... values) {
        var answer = send(tool, arguments, values);
        var result = answer.status() == 200 ? answer.json().getJsonObject("result") : null;
        if (result == null || result.getBoolean("isError")) {
            throw new AssertionError(answer.toString());
        }
        return result.getJsonObject("structuredContent");
    }

    /** The task in the result of a call that succeeds. */
    @CanIgnoreReturnValue
    JsonObject task(String tool, String arguments, Object... values) {
        return call(tool, arguments, values).getJsonObject("task");
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
    List<JsonObject> list(String tool, String arguments, Object... values) {
        return rows(tool, "tasks", arguments, values);
    }

    List<JsonObject> rows(String tool, String member, String arguments, Object... values) {
        return call(tool, arguments, values).getJsonArray(member).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    List<String> titles(String tool, String arguments, Object... values) {
        return list(tool, arguments, values).stream()
                .map(task -> task.getString("title"))
                .toList();
    }

    /** What {@code tools/list} has. */
    List<JsonObject> tools() {
        return post("{'jsonrpc':'2.0','method':'tools/list','id':1}")
                .json()
                .getJsonObject("result")
                .getJsonArray("tools")
                .stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String quoted(String text, Object... values) {
        var filled = text;
        for (var value : values) {
            filled = filled.replaceFirst("%[sd]", Matcher.quoteReplacement(String.valueOf(value)));
        }
        return filled.replace('\'', '"');
    }
}
