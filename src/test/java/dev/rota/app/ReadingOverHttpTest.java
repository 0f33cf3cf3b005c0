package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Toolsets {@code projects}, {@code requirements} and {@code connector}, and the resources beside them, over HTTP. */
@ExtendWith(EventLoopRule.class)
final class ReadingOverHttpTest {
    private static TestServer server;

    private TestOrganization acme;
    private OpaqueToken token;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        token = acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE);
        server.database()
                .execute("INSERT INTO rota.requirement (org_id, project_id, key, title, body) VALUES (" + acme.id()
                        + ", " + acme.dev().id() + ", 'DEV-R1', 'Log in', 'Without passwords.')");
        call("create_task", "{\"project\":\"DEV\",\"title\":\"Passkeys\",\"requirement\":\"DEV-R1\"}");
    }

    @CanIgnoreReturnValue
    private JsonObject call(String tool, String arguments) {
        var answer = server.tool(token, tool, new JsonObject(arguments));
        assertThat(answer.status()).isEqualTo(200);
        var result = answer.json().getJsonObject("result");
        assertThat(result.getBoolean("isError")).as(answer.body()).isFalse();
        var structured = result.getJsonObject("structuredContent");
        assertThat(result.getJsonArray("content").getJsonObject(0).getString("text"))
                .isEqualTo(structured.encode());
        return structured;
    }

    private JsonObject read(String uri) {
        return server.mcp("/mcp/x/all", token, "resources/read", new JsonObject().put("uri", uri))
                .json();
    }

    private List<String> listed(String path, OpaqueToken by) {
        return server
                .mcp(path, by, "tools/list", new JsonObject())
                .json()
                .getJsonObject("result")
                .getJsonArray("tools")
                .stream()
                .map(tool -> ((JsonObject) tool).getString("name"))
                .toList();
    }

    @Test
    void a_url_selects_the_toolsets_and_only_what_a_static_token_may_call_is_listed() {
        assertThat(listed("/mcp/x/projects+requirements+connector/readonly", token))
                .containsExactly(
                        "get_context",
                        "list_projects",
                        "get_board",
                        "list_requirements",
                        "get_requirement",
                        "search",
                        "fetch");
        var reader = acme.issue(
                OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE, Set.of(Scope.TASKS_READ), "mcp");
        assertThat(listed("/mcp/x/projects+requirements+connector", reader))
                .containsExactly("get_context", "get_board", "search", "fetch");
    }

    @Test
    void each_tool_answers_with_its_object_and_the_same_as_text() {
        assertThat(call("list_projects", "{}")
                        .getJsonArray("projects")
                        .getJsonObject(0)
                        .encode())
                .isEqualTo("{\"key\":\"DEV\",\"id\":" + acme.dev().id()
                        + ",\"name\":\"Development\",\"open\":1,\"ready\":1,\"in_progress\":0}");
        assertThat(call("get_board", "{\"workspace\":\"DEV\",\"group_by\":\"priority\"}")
                        .getJsonArray("columns"))
                .hasSize(5);
        assertThat(call("list_requirements", "{\"q\":\"passwords\"}").getJsonArray("requirements"))
                .isEqualTo(new JsonArray(
                        "[{\"key\":\"DEV-R1\",\"title\":\"Log in\",\"status\":\"open\",\"task_count\":1}]"));
        assertThat(call("get_requirement", "{\"requirement\":\"DEV-R1\"}").getString("body"))
                .isEqualTo("Without passwords.");
        var results = call("search", "{\"query\":\"pass\"}").getJsonArray("results");
        assertThat(results).hasSize(2);
        for (var result : results) {
            var id = ((JsonObject) result).getString("id");
            assertThat(call("fetch", "{\"id\":\"" + id + "\"}").getString("url"))
                    .isEqualTo(((JsonObject) result).getString("url"))
                    .startsWith("http://localhost:");
        }
    }

    @Test
    void resources_are_read_by_the_uris_that_results_name() {
        var requirement = read("requirement://DEV-R1").getJsonObject("result").getJsonArray("contents");
        assertThat(requirement.getJsonObject(0).getString("mimeType")).isEqualTo("application/json");
        var attempt = call("claim_task", "{\"task\":\"DEV-1\"}").getLong("attempt_id");
        call("add_artifact", "{\"attempt_id\":" + attempt + ",\"type\":\"screenshot\",\"content\":\"iVBORw0KGgo=\"}");
        var url = call("get_task", "{\"task\":\"DEV-1\",\"include\":[\"artifacts\"]}")
                .getJsonArray("artifacts")
                .getJsonObject(0)
                .getString("url");
        assertThat(read(url).getJsonObject("result").getJsonArray("contents").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("uri", url)
                        .put("mimeType", "image/png")
                        .put("blob", "iVBORw0KGgo="));
    }

    @Test
    void t5_what_is_foreign_and_what_is_not_there_answer_alike() {
        var globex = server.organization();
        var theirs = globex.issue(OpaqueToken.Kind.ORG, globex.ownerId(), null, Restrictions.NONE);
        for (var uri : List.of("requirement://DEV-R1", "requirement://NONE-R1", "artifact://1", "artifact://x")) {
            var answer = server.mcp("/mcp/x/all", theirs, "resources/read", new JsonObject().put("uri", uri));
            assertThat(answer.body().replace(uri, "URI"))
                    .isEqualTo(server.mcp(
                                    "/mcp/x/all",
                                    theirs,
                                    "resources/read",
                                    new JsonObject().put("uri", "task://DEV-77/spec"))
                            .body()
                            .replace("task://DEV-77/spec", "URI"));
        }
    }
}
