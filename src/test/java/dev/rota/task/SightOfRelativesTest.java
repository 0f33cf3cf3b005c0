package dev.rota.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tells of a task tells nothing of its relatives that the credential does not see. */
@ExtendWith(EventLoopRule.class)
class SightOfRelativesTest {
    private static TestServer server;
    private TestOrganization acme;
    private OpaqueToken all;
    private OpaqueToken restricted;
    private String whole;
    private String hiddenPart;
    private String first;
    private String hiddenMiddle;
    private String last;
    private String hiddenParent;
    private String child;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** {@code first} waits for {@code hiddenMiddle}, which waits for {@code last}. */
    @BeforeEach
    void relate() {
        acme = server.organization();
        all = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE);
        restricted = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, new Restrictions(null, true, false));
        var mine = "owner@" + acme.slug() + ".example";
        whole = task(new JsonObject().put("assignee", mine));
        hiddenPart = task(new JsonObject().put("parent", whole));
        last = task(new JsonObject().put("assignee", mine));
        hiddenMiddle = task(new JsonObject().put("depends_on", new JsonArray().add(last)));
        first = task(new JsonObject().put("assignee", mine).put("depends_on", new JsonArray().add(hiddenMiddle)));
        hiddenParent = task(new JsonObject());
        child = task(new JsonObject().put("assignee", mine).put("parent", hiddenParent));
    }

    @Test
    void t6_reads_name_only_relatives_in_sight() {
        for (var key : List.of(whole, first, last, child)) {
            requireSilent(call(restricted, "get_task", new JsonObject().put("task", key)));
        }
        requireSilent(call(
                restricted,
                "list_tasks",
                new JsonObject()
                        .put("fields", new JsonArray(List.of("key", "blocked_by", "blocks", "parent", "subtasks")))));
        requireSilent(call(restricted, "get_board", new JsonObject().put("project", "DEV")));
        var numbered =
                new JsonObject().put("name", "get_tasks").put("arguments", new JsonObject().put("withSubtasks", true));
        var listed = server.mcp("/mcp/taskmaster", restricted, "tools/call", numbered)
                .body();
        assertThat(listed).contains("Secret of " + acme.slug());
        assertThat(listed).doesNotContain("\"dependencies\\\":[\\\"" + hiddenMiddle.substring(4));
    }

    @Test
    void who_sees_all_is_told_of_all() {
        assertThat(call(all, "get_task", new JsonObject().put("task", first)).getJsonArray("blocked_by"))
                .containsExactly(hiddenMiddle);
        assertThat(call(all, "get_task", new JsonObject().put("task", last)).getJsonArray("blocks"))
                .containsExactly(hiddenMiddle);
        assertThat(call(all, "get_task", new JsonObject().put("task", child)).getString("parent"))
                .isEqualTo(hiddenParent);
    }

    @Test
    void t6_a_change_of_links_names_only_those_in_sight() {
        var linked = call(restricted, "link_tasks", link(first, "related", last));
        requireSilent(linked);
        assertThat(linked.encode()).contains(last);
        assertThat(call(all, "get_task", new JsonObject().put("task", first)).getJsonArray("blocked_by"))
                .as("what is out of sight stays as it was")
                .containsExactly(hiddenMiddle);
    }

    @Test
    void t6_a_circle_is_told_without_what_is_out_of_sight() {
        var refused = call(restricted, "link_tasks", link(last, "depends_on", first));
        requireSilent(refused);
        var error = refused.getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("cycle");
        assertThat(error.getString("message")).contains(first, last, "and 1 that you do not see");
        assertThat(call(all, "link_tasks", link(last, "depends_on", first)).encode())
                .contains(hiddenMiddle);
    }

    @Test
    void t6_open_subtasks_out_of_sight_are_counted_and_not_named() {
        var refused = call(restricted, "delete_task", new JsonObject().put("task", whole));
        requireSilent(refused);
        assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("blocked");
        assertThat(refused.getJsonObject("error").getString("message")).contains("1 that you do not see");
        assertThat(call(all, "delete_task", new JsonObject().put("task", whole)).encode())
                .contains(hiddenPart);
    }

    private void requireSilent(JsonObject answer) {
        assertThat(answer.encode()).doesNotContain(hiddenPart, hiddenMiddle, hiddenParent);
    }

    private static JsonObject link(String task, String type, String other) {
        return new JsonObject().put("task", task).put("type", type).put("add", new JsonArray().add(other));
    }

    private String task(JsonObject arguments) {
        return call(all, "create_task", arguments.put("project", "DEV").put("title", "Secret of " + acme.slug()))
                .getJsonObject("task")
                .getString("key");
    }

    private static JsonObject call(OpaqueToken token, String tool, JsonObject arguments) {
        return server.tool(token, tool, arguments).tool();
    }
}
