package dev.rota.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gates: kept over the admin API, and felt over MCP. */
@ExtendWith(EventLoopRule.class)
class GatesTest {
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
    void organization() {
        acme = server.organization();
        owner = TestAdmin.owner(server, acme);
        agent = acme.agentToken(Restrictions.NONE);
    }

    @Test
    void a_gate_is_made_changed_and_deleted() {
        var made = gate("{\"project\": \"DEV\", \"name\": \"evidence\", \"requires\": {\"artifacts\": [\"diff\"]}}");
        assertThat(made.getJsonArray("when")).isEqualTo(new JsonArray().add("done"));
        assertThat(owner.get(path("/evidence")).json()).isEqualTo(made);
        assertThat(owner.get(path("?project=DEV")).json().getJsonArray("items")).hasSize(1);
        assertThat(owner.get(path("?project=OPS")).json().getJsonArray("items")).isEmpty();
        var changed = owner.patch(
                path("/evidence"),
                new JsonObject("{\"requires\": {\"commits\": 2}, \"description\": \"Why\"}"),
                Map.of("If-Match", "\"1\""));
        assertThat(changed.json().getJsonObject("requires")).isEqualTo(new JsonObject("{\"commits\": 2}"));
        assertThat(changed.json().getInteger("version")).isEqualTo(2);
        assertThat(owner.patch(
                                path("/evidence"),
                                new JsonObject("{\"description\": \"\"}"),
                                Map.of("If-Match", "\"1\""))
                        .status())
                .isEqualTo(412);
        assertThat(owner.delete(path("/evidence")).status()).isEqualTo(204);
        assertThat(owner.get(path("/evidence")).status()).isEqualTo(404);
    }

    @Test
    void a_gate_asks_for_a_check_and_limits_its_findings() {
        var made = gate("{\"project\": \"DEV\", \"name\": \"lint\", \"max_critical\": 0, \"max_major\": 2}");
        assertThat(made.getJsonObject("requires")).isEqualTo(new JsonObject("{\"check\": true}"));
        assertThat(made.getInteger("max_major")).isEqualTo(2);
        var path = path("/lint");
        var looser = owner.patch(path, new JsonObject("{\"max_major\": null}"), Map.of());
        assertThat(looser.json().containsKey("max_major")).isFalse();
        assertThat(looser.json().getInteger("max_critical")).isZero();
        var more = owner.patch(path, new JsonObject("{\"requires\": {\"commits\": 1, \"check\": true}}"), Map.of());
        assertThat(more.json().getInteger("max_critical")).isZero();
        var other = owner.patch(path, new JsonObject("{\"requires\": {\"commits\": 1}}"), Map.of());
        assertThat(other.json().getJsonObject("requires")).isEqualTo(new JsonObject("{\"commits\": 1}"));
        assertThat(other.json().containsKey("max_critical")).isFalse();
    }

    @Test
    void a_gate_that_would_ask_for_nothing_or_for_what_does_not_exist_is_refused() {
        for (var requires :
                new String[] {"{}", "{\"artifacts\": []}", "{\"artifacts\": [\"poem\"]}", "{\"commits\": -1}"}) {
            var refused = owner.post(
                    path(""),
                    new JsonObject("{\"project\": \"DEV\", \"name\": \"x\", \"requires\": " + requires + "}"));
            assertThat(refused.status()).as(requires).isEqualTo(422);
        }
        assertThat(TestAdmin.member(server, acme)
                        .post(
                                path(""),
                                new JsonObject(
                                        "{\"project\": \"DEV\", \"name\": \"x\", \"requires\": {\"commits\": 1}}"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_success_without_its_evidence_goes_to_review_and_says_what_is_missing() {
        gate("{\"project\": \"DEV\", \"name\": \"evidence\", \"requires\": {\"artifacts\": [\"diff\", \"log\"],"
                + " \"commits\": 1}}");
        var task = task("DEV");
        var claim = call("claim_task", new JsonObject().put("task", task));
        assertThat(claim.getJsonObject("route").getJsonArray("gates")).isEqualTo(new JsonArray().add("evidence"));
        var attempt = claim.getLong("attempt_id");
        attach(attempt, "log");
        var finished = finish(attempt);
        assertThat(finished.getJsonObject("task").getString("status")).isEqualTo("in_review");
        assertThat(finished.getJsonArray("missing_gates"))
                .isEqualTo(new JsonArray().add("evidence: artifact diff").add("evidence: 1 commit"));
        var refused = update(task, "done");
        assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("gate_failed");
        assertThat(refused.getJsonObject("error").getJsonArray("missing_gates")).hasSize(2);
    }

    @Test
    void a_success_with_its_evidence_is_done_at_once() {
        gate(
                "{\"project\": \"DEV\", \"name\": \"evidence\", \"requires\": {\"artifacts\": [\"diff\"], \"commits\": 1}}");
        var task = task("DEV");
        var attempt = call("claim_task", new JsonObject().put("task", task)).getLong("attempt_id");
        attach(attempt, "diff");
        call("log_commit", new JsonObject().put("task", task).put("message", "Fix"));
        var finished = finish(attempt);
        assertThat(finished.getJsonObject("task").getString("status")).isEqualTo("done");
        assertThat(finished.containsKey("missing_gates")).isFalse();
    }

    @Test
    void an_artifact_whose_upload_has_not_come_is_no_evidence() {
        gate("{\"project\": \"DEV\", \"name\": \"evidence\", \"requires\": {\"artifacts\": [\"file\"]}}");
        var attempt =
                call("claim_task", new JsonObject().put("task", task("DEV"))).getLong("attempt_id");
        call("add_artifact", new JsonObject().put("attempt_id", attempt).put("type", "file"));
        assertThat(finish(attempt).getJsonObject("task").getString("status")).isEqualTo("in_review");
    }

    @Test
    void where_even_review_asks_for_evidence_the_attempt_goes_on_until_it_is_there() {
        gate("{\"project\": \"OPS\", \"name\": \"reviewable\", \"when\": [\"in_review\"],"
                + " \"requires\": {\"artifacts\": [\"diff\"]}}");
        var attempt =
                call("claim_task", new JsonObject().put("task", task("OPS"))).getLong("attempt_id");
        var refused = finish(attempt);
        assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("gate_failed");
        attach(attempt, "diff");
        assertThat(finish(attempt).getJsonObject("task").getString("status")).isEqualTo("in_review");
    }

    @Test
    void no_other_way_leads_around_a_gate() {
        gate("{\"project\": \"DEV\", \"name\": \"evidence\", \"requires\": {\"commits\": 1}}");
        assertThat(update(task("DEV"), "done").getJsonObject("error").getString("code"))
                .isEqualTo("gate_failed");
        var made = call(
                "create_task", new JsonObject("{\"project\": \"DEV\", \"title\": \"Done\", \"status\": \"done\"}"));
        assertThat(made.getJsonObject("error").getString("code")).isEqualTo("gate_failed");
        assertThat(update(task("DEV"), "cancelled").containsKey("error")).isFalse();
        assertThat(update(task("OPS"), "done").containsKey("error")).isFalse();
        owner.delete(path("/evidence"));
        assertThat(update(task("DEV"), "done").containsKey("error")).isFalse();
    }

    @CanIgnoreReturnValue
    private JsonObject gate(String body) {
        var made = owner.post(path(""), new JsonObject(body));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    private String task(String project) {
        return call("create_task", new JsonObject().put("title", "Work").put("project", project))
                .getJsonObject("task")
                .getString("key");
    }

    private void attach(long attempt, String type) {
        call(
                "add_artifact",
                new JsonObject().put("attempt_id", attempt).put("type", type).put("content", "text"));
    }

    private JsonObject finish(long attempt) {
        return call(
                "finish_attempt", new JsonObject().put("attempt_id", attempt).put("status", "success"));
    }

    private JsonObject update(String task, String status) {
        return call("update_task", new JsonObject().put("task", task).put("status", status));
    }

    @CanIgnoreReturnValue
    private JsonObject call(String tool, JsonObject arguments) {
        return server.tool(agent, tool, arguments).tool();
    }

    private String path(String rest) {
        return "/organizations/" + acme.slug() + "/gates" + rest;
    }
}
