package dev.rota.organization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an organization decides for itself, set over the admin API and felt by the very next call over MCP. */
@ExtendWith(EventLoopRule.class)
class PolicyTest {
    private static TestServer server;
    private TestOrganization acme;
    private TestAdmin owner;
    private OpaqueToken agent;

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
        owner = TestAdmin.owner(server, acme);
        agent = acme.agentToken(Restrictions.NONE);
    }

    private void set(String key, @Nullable Object value) {
        var body = new JsonObject().put("policy", new JsonObject().put(key, value));
        assertThat(owner.patch("/organizations/" + acme.slug(), body).status()).isEqualTo(200);
    }

    private JsonObject call(String tool, JsonObject arguments) {
        return server.tool(agent, tool, arguments).tool();
    }

    private String made(String title) {
        return call(
                        "create_task",
                        new JsonObject()
                                .put("project", "DEV")
                                .put("title", title)
                                .put("status", "todo"))
                .getJsonObject("task")
                .getString("key");
    }

    private JsonObject claimed(String task) {
        return call("claim_task", new JsonObject().put("task", task));
    }

    @Test
    void review_required_leads_a_success_to_review_in_every_project() {
        set("review_required", true);
        var task = made("Reviewed");
        var attempt = claimed(task).getLong("attempt_id");
        var finished = call(
                "finish_attempt", new JsonObject().put("attempt_id", attempt).put("status", "success"));
        assertThat(finished.toString()).contains("in_review");
    }

    @Test
    void require_version_refuses_a_change_that_names_none() {
        var task = made("Versioned");
        var change = new JsonObject().put("task", task).put("priority", 1);
        set("require_version", true);
        assertThat(call("update_task", change.copy()).toString()).contains("if_version");
        assertThat(call("update_task", change.copy().put("if_version", 1))
                        .getJsonObject("task")
                        .getInteger("version"))
                .isEqualTo(2);
    }

    @Test
    void max_claims_bounds_what_one_caller_works_on() {
        set("max_claims", 1);
        assertThat(claimed(made("First")).getBoolean("claimed")).isTrue();
        var second = claimed(made("Second"));
        assertThat(second.getBoolean("claimed")).isFalse();
        assertThat(second.getString("reason")).isEqualTo("limit");
        set("max_claims", 2);
        assertThat(claimed(made("Third")).getBoolean("claimed")).isTrue();
    }

    @Test
    void max_response_tokens_caps_an_answer() {
        for (var i = 0; i < 40; i++) {
            made("A task with a title that is long enough to fill an answer, number " + i);
        }
        var whole = server.tool(agent, "list_tasks", new JsonObject().put("limit", 50))
                .tool();
        set("max_response_tokens", 500);
        var capped = server.tool(agent, "list_tasks", new JsonObject().put("limit", 50))
                .tool();
        assertThat(capped.encode().length()).isLessThanOrEqualTo(2_000);
        assertThat(whole.encode().length()).isGreaterThan(3_000);
    }

    @Test
    void calls_per_minute_is_the_budget_of_a_credential() {
        set("calls_per_minute", 30);
        var refused = false;
        for (var i = 0; i < 200 && !refused; i++) {
            var answer = server.tool(agent, "list_tasks", new JsonObject());
            refused = answer.status() == 429;
        }
        assertThat(refused).isTrue();
    }

    @Test
    void mcp_create_stops_personal_tokens_at_once() {
        var personal = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        assertThat(server.tool(personal, "list_tasks", new JsonObject()).status())
                .isEqualTo(200);
        set("mcp_create", false);
        assertThat(server.tool(personal, "list_tasks", new JsonObject()).status())
                .isEqualTo(403);
        assertThat(server.tool(agent, "list_tasks", new JsonObject()).status()).isEqualTo(200);
        set("mcp_create", null);
        assertThat(server.tool(personal, "list_tasks", new JsonObject()).status())
                .isEqualTo(200);
    }

    @Test
    void query_tokens_stops_tokens_in_urls_at_once() {
        var org = acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE);
        assertThat(byUrl(org)).isEqualTo(200);
        set("query_tokens", false);
        assertThat(byUrl(org)).isEqualTo(400);
        set("query_tokens", true);
        assertThat(byUrl(org)).isEqualTo(200);
    }

    private static int byUrl(OpaqueToken token) {
        var message = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "tools/call")
                .put("params", new JsonObject().put("name", "listTasks").put("arguments", new JsonObject()));
        return server.send(HttpRequest.newBuilder(URI.create(
                                "http://localhost:" + server.port() + "/api/mcp/rpc?token=" + token.reveal()))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(message.encode())))
                .status();
    }

    @ParameterizedTest
    @CsvSource({"five-tool, /api/mcp, list_organizations", "work-x, /api/mcp/rpc, listTasks"})
    void dialects_are_switched_off_and_on_by_name(String dialect, String path, String tool) {
        var org = acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE);
        assertThat(refused(org, path, tool)).isFalse();
        set("dialects", new JsonObject().put(dialect, false));
        assertThat(refused(org, path, tool)).isTrue();
        assertThat(server.tool(org, "list_tasks", new JsonObject()).status()).isEqualTo(200);
        set("dialects", new JsonObject().put(dialect, true));
        assertThat(refused(org, path, tool)).isFalse();
    }

    private static boolean refused(OpaqueToken token, String path, String tool) {
        var answer = server.mcp(
                path, token, "tools/call", new JsonObject().put("name", tool).put("arguments", new JsonObject()));
        return answer.status() == 403 || answer.body().contains("forbidden");
    }
}
