package dev.rota.requirement;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requirements over the admin API. */
@ExtendWith(EventLoopRule.class)
class RequirementEndpointsTest {
    private static TestServer server;
    private static TestOrganization acme;
    private static TestAdmin member;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        acme = server.organization();
        member = TestAdmin.member(server, acme);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_member_writes_a_requirement_and_reads_it_back() {
        var made = make("{\"project\": \"DEV\", \"title\": \"Fast\", \"body\": \"# Fast\\nVery.\","
                + " \"metadata\": {\"owner\": \"Olga\"}}");
        assertThat(made.getString("key")).startsWith("DEV-R");
        assertThat(made.getString("status")).isEqualTo("open");
        assertThat(made.getInteger("task_count")).isZero();
        assertThat(member.get(path("/" + made.getString("key"))).json()).isEqualTo(made);
        assertThat(member.get(path("/" + made.getLong("id"))).json()).isEqualTo(made);
    }

    @Test
    void a_list_is_filtered_by_project_and_status_and_leaves_bodies_out() {
        make("{\"project\": \"OPS\", \"title\": \"Up\", \"body\": \"long\"}");
        make("{\"project\": \"OPS\", \"title\": \"Down\", \"status\": \"dropped\"}");
        var open = member.get(path("?project=ops&status=open")).json().getJsonArray("items");
        assertThat(open).hasSize(1);
        assertThat(open.getJsonObject(0).getString("title")).isEqualTo("Up");
        assertThat(open.getJsonObject(0).containsKey("body")).isFalse();
        assertThat(member.get(path("?project=OPS")).json().getJsonArray("items"))
                .hasSize(2);
        assertThat(member.get(path("?colour=red")).status()).isEqualTo(422);
    }

    @Test
    void a_change_merges_metadata_and_counts_the_version_up() {
        var made = make("{\"project\": \"DEV\", \"title\": \"Merge\", \"metadata\": {\"a\": 1, \"b\": 2}}");
        var one = path("/" + made.getString("key"));
        var changed = member.patch(
                one,
                new JsonObject("{\"status\": \"done\", \"metadata\": {\"a\": null, \"c\": 3}}"),
                Map.of("If-Match", "\"1\""));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("etag")).isEqualTo("\"2\"");
        assertThat(changed.json().getJsonObject("metadata")).isEqualTo(new JsonObject("{\"b\": 2, \"c\": 3}"));
        assertThat(changed.json().getString("title")).isEqualTo("Merge");
        assertThat(member.patch(one, new JsonObject("{\"title\": \"Late\"}"), Map.of("If-Match", "\"1\""))
                        .status())
                .isEqualTo(412);
        assertThat(member.patch(one, new JsonObject("{\"status\": \"done\"}"))
                        .json()
                        .getInteger("version"))
                .isEqualTo(2);
    }

    @Test
    void a_requirement_goes_only_when_no_task_points_to_it() {
        var agent = acme.agentToken(Restrictions.NONE);
        var key = make("{\"project\": \"DEV\", \"title\": \"Linked\"}").getString("key");
        var task = server.tool(
                        agent,
                        "create_task",
                        new JsonObject("{\"project\": \"DEV\", \"title\": \"Does it\"}").put("requirement", key))
                .tool()
                .getJsonObject("task");
        assertThat(member.get(path("/" + key)).json().getInteger("task_count")).isEqualTo(1);
        var refused = member.delete(path("/" + key));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().getString("code")).isEqualTo("in_use");
        server.tool(
                agent,
                "update_task",
                new JsonObject().put("task", task.getString("key")).put("requirement", ""));
        assertThat(member.delete(path("/" + key)).status()).isEqualTo(204);
        assertThat(member.get(path("/" + key)).status()).isEqualTo(404);
    }

    @Test
    void what_is_too_long_or_unknown_is_named() {
        assertThat(member.post(path(""), new JsonObject("{\"project\": \"NOPE\", \"title\": \"x\"}"))
                        .status())
                .isEqualTo(404);
        var refused = member.post(
                path(""),
                new JsonObject("{\"project\": \"DEV\", \"title\": \" \", \"status\": \"Very Done\", \"key\": 1}"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().getJsonArray("errors").stream().map(one -> ((JsonObject) one).getString("pointer")))
                .containsExactlyInAnyOrder("/key", "/title", "/status");
        var big = new JsonObject().put("project", "DEV").put("title", "big").put("body", "ä".repeat(200 * 1024));
        assertThat(member.post(path(""), big).status()).isEqualTo(413);
    }

    @CanIgnoreReturnValue
    private static JsonObject make(String body) {
        var made = member.post(path(""), new JsonObject(body));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    private static String path(String rest) {
        return "/organizations/" + acme.slug() + "/requirements" + rest;
    }
}
