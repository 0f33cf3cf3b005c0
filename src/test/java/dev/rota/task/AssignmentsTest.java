package dev.rota.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.app.ResultSchemas;
import dev.rota.identity.Restrictions;
import dev.rota.json.JsonBytes;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of an assignment: asked, accepted by a claim, completed by a success, rejected by its assignee. */
@ExtendWith(EventLoopRule.class)
class AssignmentsTest {
    private static TestServer server;
    private TestOrganization acme;
    private OpaqueToken agent;
    private OpaqueToken owner;
    private String agentName;

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
        agent = acme.agentToken(Restrictions.NONE);
        owner = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE);
        agentName = "agent of " + acme.slug();
    }

    @Test
    void an_assignment_waits_for_its_assignee_and_makes_the_task_theirs() {
        var task = task();
        var made = assign(
                task,
                new JsonObject().put("assignee", agentName).put("model", "m").put("notes", "Please"));
        assertThat(made.getString("assignee")).isEqualTo(agentName);
        assertThat(made.getString("assignee_type")).isEqualTo("agent");
        assertThat(made.getString("status")).isEqualTo("pending");
        var read = read(task);
        assertThat(read.getString("assignee")).isEqualTo(agentName);
        assertThat(read.getJsonArray("assignments").getJsonObject(0))
                .isEqualTo(made.copy().put("assigned_by", "Olga of " + acme.slug()));
    }

    @Test
    void whoever_is_asked_twice_is_asked_once_with_what_is_new() {
        var task = task();
        var first = assign(task, new JsonObject().put("assignee", "Zoe").put("notes", "Please"));
        var again = assign(task, new JsonObject().put("assignee", "Zoe").put("model", "m"));
        assertThat(again.getLong("id")).isEqualTo(first.getLong("id"));
        assertThat(again.getString("notes")).isEqualTo("Please");
        assertThat(again.getString("model")).isEqualTo("m");
        assertThat(read(task).getInteger("version")).isEqualTo(2);
        assertThat(assign(task, new JsonObject().put("assignee", "Yan")).getLong("id"))
                .isNotEqualTo(first.getLong("id"));
        assertThat(read(task).getJsonArray("assignments")).hasSize(2);
    }

    @Test
    void a_claim_accepts_and_a_successful_attempt_completes() {
        var task = task();
        assign(task, new JsonObject().put("assignee", agentName));
        var attempt = claim(task);
        assertThat(status(task)).isEqualTo("in_progress");
        assertThat(assignment(task).containsKey("accepted_at")).isTrue();
        finish(attempt, "failed");
        assertThat(status(task)).isEqualTo("accepted");
        finish(claim(task), "success");
        assertThat(status(task)).isEqualTo("completed");
        assertThat(assignment(task).containsKey("completed_at")).isTrue();
    }

    @Test
    void a_claim_by_another_leaves_it_pending() {
        var task = task();
        assign(task, new JsonObject().put("assignee", "member@" + acme.slug() + ".example"));
        finish(claim(task), "success");
        assertThat(status(task)).isEqualTo("pending");
    }

    @Test
    void an_assignee_who_takes_themselves_off_rejects() {
        var task = task();
        assign(task, new JsonObject().put("assignee", agentName));
        call(owner, "update_task", new JsonObject().put("task", task).put("priority", 1));
        assertThat(status(task)).isEqualTo("pending");
        call(agent, "update_task", new JsonObject().put("task", task).put("assignee", ""));
        assertThat(status(task)).isEqualTo("rejected");
    }

    @Test
    void somebody_else_who_takes_the_assignee_off_rejects_nothing() {
        var task = task();
        assign(task, new JsonObject().put("assignee", agentName));
        call(owner, "update_task", new JsonObject().put("task", task).put("assignee", ""));
        assertThat(status(task)).isEqualTo("pending");
    }

    @Test
    void a_status_that_the_holder_writes_ends_attempt_and_assignment() {
        var task = task();
        assign(task, new JsonObject().put("assignee", agentName));
        claim(task);
        call(agent, "update_task", new JsonObject().put("task", task).put("status", "done"));
        assertThat(status(task)).isEqualTo("completed");
    }

    @Test
    void a_task_that_is_done_without_an_attempt_completes_its_assignees_assignment() {
        var task = task();
        assign(
                task,
                new JsonObject()
                        .put("assignee", "mistral")
                        .put("assignee_type", "agent")
                        .put("provider", "ollama"));
        assertThat(assignment(task).getString("provider")).isEqualTo("ollama");
        call(owner, "update_task", new JsonObject().put("task", task).put("status", "done"));
        assertThat(status(task)).isEqualTo("completed");
    }

    @Test
    void a_lapsed_claim_that_another_takes_over_leaves_the_assignment_accepted() {
        var task = task();
        assign(task, new JsonObject().put("assignee", agentName));
        var attempt = claim(task);
        server.database()
                .execute(
                        "UPDATE rota.attempt SET lease_expires_at = now() - interval '1 second' WHERE id = " + attempt);
        call(owner, "claim_task", new JsonObject().put("task", task));
        assertThat(status(task)).isEqualTo("accepted");
    }

    @Test
    void what_cannot_be_assigned_is_refused() {
        assertThat(error(new JsonObject().put("task", "DEV-999").put("assignee", "Zoe")))
                .isEqualTo("not_found");
        assertThat(error(new JsonObject().put("task", task()).put("assignee", "")))
                .isEqualTo("validation_failed");
        assertThat(error(new JsonObject()
                        .put("task", task())
                        .put("assignee", "Zoe")
                        .put("model", "m".repeat(201))))
                .isEqualTo("validation_failed");
        assertThat(error(new JsonObject()
                        .put("task", task())
                        .put("assignee", "Zoe")
                        .put("if_version", 7)))
                .isEqualTo("version_conflict");
    }

    private String task() {
        return call(owner, "create_task", new JsonObject().put("project", "DEV").put("title", "Work"))
                .getJsonObject("task")
                .getString("key");
    }

    @CanIgnoreReturnValue
    private JsonObject assign(String task, JsonObject arguments) {
        var answer = call(owner, "assign_task", arguments.put("task", task));
        ResultSchemas.check("assign_task", JsonBytes.of(answer));
        return answer.getJsonObject("assignment");
    }

    private String error(JsonObject arguments) {
        return call(owner, "assign_task", arguments).getJsonObject("error").getString("code");
    }

    @CanIgnoreReturnValue
    private long claim(String task) {
        return call(agent, "claim_task", new JsonObject().put("task", task)).getLong("attempt_id");
    }

    private void finish(long attempt, String status) {
        var ended = call(
                agent,
                "finish_attempt",
                new JsonObject().put("attempt_id", attempt).put("status", status));
        assertThat(ended.containsKey("error")).as(ended.encode()).isFalse();
    }

    private JsonObject read(String task) {
        var answer = call(owner, "get_task", new JsonObject().put("task", task));
        ResultSchemas.check("get_task", JsonBytes.of(answer));
        return answer;
    }

    private JsonObject assignment(String task) {
        return read(task).getJsonArray("assignments").getJsonObject(0);
    }

    private String status(String task) {
        return assignment(task).getString("status");
    }

    @CanIgnoreReturnValue
    private JsonObject call(OpaqueToken token, String tool, JsonObject arguments) {
        return server.tool(token, tool, arguments).tool();
    }
}
