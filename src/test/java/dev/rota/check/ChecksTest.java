package dev.rota.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.app.ResultSchemas;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
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

/** Gates that ask for checks, checks that are recorded, and checks that a runner is asked for. */
@ExtendWith(EventLoopRule.class)
class ChecksTest {
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
    void list_gates_says_what_each_requires() {
        gate("{\"project\": \"DEV\", \"name\": \"lint\", \"max_critical\": 0, \"max_major\": 3}");
        gate("{\"project\": \"OPS\", \"name\": \"proof\", \"when\": [\"in_review\"], \"requires\": {\"commits\": 1}}");
        assertThat(call("list_gates", "{\"project\": \"DEV\"}"))
                .isEqualTo(
                        new JsonObject("{\"gates\": [{\"name\": \"lint\", \"project\": \"DEV\", \"when\": [\"done\"],"
                                + " \"requires\": {\"check\": true}, \"max_critical\": 0, \"max_major\": 3}]}"));
        assertThat(call("list_gates", "{}").getJsonArray("gates")).hasSize(2);
        assertThat(error("list_gates", "{\"project\": \"ZZZZ\"}")).isEqualTo("not_found");
    }

    @Test
    void a_gate_holds_its_task_back_until_a_check_satisfies_it() {
        gate("{\"project\": \"DEV\", \"name\": \"lint\", \"max_critical\": 0}");
        var task = task("Tidy up");
        var attempt = claim(task);
        assertThat(error("update_task", "{\"task\": \"" + task + "\", \"status\": \"done\"}"))
                .isEqualTo("gate_failed");
        assertThat(record(attempt, "lint", "fail", 0).getBoolean("gate_satisfied"))
                .isFalse();
        assertThat(record(attempt, "lint", "warn", 2).getBoolean("gate_satisfied"))
                .isFalse();
        var refused = call("update_task", "{\"task\": \"" + task + "\", \"status\": \"done\"}");
        assertThat(refused.getJsonObject("error").getJsonArray("missing_gates"))
                .isEqualTo(new JsonArray().add("lint: check with at most 0 critical"));
        assertThat(record(attempt, "lint", "pass", 0).getBoolean("gate_satisfied"))
                .isTrue();
        assertThat(finish(attempt).getJsonObject("task").getString("status")).isEqualTo("done");
    }

    @Test
    void the_newest_check_counts() {
        gate("{\"project\": \"DEV\", \"name\": \"tests\", \"requires\": {\"check\": true}}");
        var attempt = claim(task("Break it"));
        record(attempt, "tests", "pass", 0);
        record(attempt, "tests", "fail", 1);
        var finished = finish(attempt);
        assertThat(finished.getJsonObject("task").getString("status")).isEqualTo("in_review");
        assertThat(finished.getJsonArray("missing_gates"))
                .isEqualTo(new JsonArray().add("tests: check that does not fail"));
    }

    @Test
    void the_same_check_told_twice_is_one() {
        gate("{\"project\": \"DEV\", \"name\": \"lint\", \"requires\": {\"check\": true}}");
        var attempt = claim(task("Once"));
        var first = record(attempt, "lint", "pass", 0);
        assertThat(record(attempt, "lint", "pass", 0)).isEqualTo(first);
        assertThat(record(attempt, "lint", "pass", 1).getLong("check_id")).isNotEqualTo(first.getLong("check_id"));
    }

    @Test
    void a_check_needs_the_running_attempt_of_its_caller() {
        gate("{\"project\": \"DEV\", \"name\": \"lint\", \"requires\": {\"check\": true}}");
        var attempt = claim(task("Fenced"));
        var arguments = "{\"attempt_id\": " + attempt + ", \"gate\": \"lint\", \"status\": \"pass\"}";
        var other = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE);
        assertThat(server.tool(other, "record_check", new JsonObject(arguments))
                        .tool()
                        .getJsonObject("error")
                        .getString("code"))
                .isEqualTo("not_found");
        call("finish_attempt", "{\"attempt_id\": " + attempt + ", \"status\": \"aborted\"}");
        assertThat(error("record_check", arguments)).isEqualTo("lease_lost");
    }

    @Test
    void a_check_of_a_gate_that_does_not_exist_is_kept_and_says_which_do() {
        gate("{\"project\": \"DEV\", \"name\": \"lint\", \"requires\": {\"check\": true}}");
        var told = record(claim(task("Typo")), "limt", "pass", 0);
        assertThat(told.getBoolean("gate_satisfied")).isFalse();
        assertThat(told.getString("hint")).contains("limt").contains("lint");
    }

    @Test
    void what_a_check_says_is_bounded() {
        var attempt = claim(task("Bounds"));
        assertThat(error(
                        "record_check",
                        "{\"attempt_id\": " + attempt + ", \"gate\": \"No Name\", \"status\": \"pass\"}"))
                .isEqualTo("validation_failed");
        assertThat(error(
                        "record_check",
                        "{\"attempt_id\": " + attempt + ", \"gate\": \"a\", \"status\": \"pass\", \"minor\": -1}"))
                .isEqualTo("validation_failed");
        assertThat(error("run_check", "{\"project\": \"DEV\", \"path\": \" \"}"))
                .isEqualTo("validation_failed");
        assertThat(error("run_check", "{\"project\": \"DEV\", \"path\": \"src\", \"checks\": [\"A b\"]}"))
                .isEqualTo("validation_failed");
    }

    @Test
    void a_runner_claims_a_check_task_and_its_result_lands_on_the_attempt_that_asked() {
        gate("{\"project\": \"DEV\", \"name\": \"lint\", \"requires\": {\"check\": true}}");
        var task = task("Ask a runner");
        var attempt = claim(task);
        var queued = call("run_check", "{\"path\": \"src\", \"attempt_id\": " + attempt + "}");
        assertThat(queued.getLong("attempt_id")).isEqualTo(attempt);
        assertThat(queued.getString("status")).isEqualTo("queued");
        assertThat(queued.getJsonArray("checks")).isEqualTo(new JsonArray().add("lint"));

        var runner = runner(Scope.OF_TOOLS);
        var claimed = server.tool(
                        runner, "claim_task", new JsonObject("{\"labels\": [\"check:lint\"], \"project\": \"DEV\"}"))
                .tool();
        assertThat(claimed.getJsonObject("task").getString("key")).isEqualTo(queued.getString("task"));
        assertThat(claimed.getJsonObject("task").getJsonObject("metadata").getJsonObject("check"))
                .isEqualTo(new JsonObject("{\"path\": \"src\", \"checks\": [\"lint\"], \"fix\": false}")
                        .put("task", task));
        var arguments = new JsonObject()
                .put("attempt_id", claimed.getLong("attempt_id"))
                .put("gate", "lint")
                .put("status", "pass");
        assertThat(server.tool(runner, "record_check", arguments).tool().getBoolean("gate_satisfied"))
                .isTrue();

        assertThat(call("get_task", "{\"task\": \"" + queued.getString("task") + "\"}")
                        .getString("status"))
                .isEqualTo("done");
        assertThat(finish(attempt).getJsonObject("task").getString("status")).isEqualTo("done");
        assertThat(server.tool(
                                runner,
                                "finish_attempt",
                                new JsonObject()
                                        .put("attempt_id", claimed.getLong("attempt_id"))
                                        .put("status", "success"))
                        .tool()
                        .containsKey("error"))
                .as("a runner that finishes all the same")
                .isFalse();
    }

    @Test
    void a_check_task_is_done_once_every_check_is_answered_and_takes_no_other() {
        var queued = call("run_check", "{\"project\": \"DEV\", \"path\": \"src\", \"checks\": [\"lint\", \"tests\"]}");
        assertThat(queued.containsKey("attempt_id")).isFalse();
        var attempt = claim(queued.getString("task"));
        assertThat(error(
                        "record_check", "{\"attempt_id\": " + attempt + ", \"gate\": \"other\", \"status\": \"pass\"}"))
                .isEqualTo("validation_failed");
        record(attempt, "tests", "warn", 0);
        assertThat(call("get_task", "{\"task\": \"" + queued.getString("task") + "\"}")
                        .getString("status"))
                .isEqualTo("in_progress");
        record(attempt, "lint", "fail", 4);
        assertThat(call("get_task", "{\"task\": \"" + queued.getString("task") + "\"}")
                        .getString("status"))
                .isEqualTo("done");
    }

    @Test
    void who_may_not_run_checks_neither_sees_a_check_task_as_ready_nor_gets_it() {
        var asked = call("run_check", "{\"project\": \"DEV\", \"path\": \"src\", \"checks\": [\"lint\"]}")
                .getString("task");
        var ordinary = task("Of lower priority");
        var worker = runner(Set.of(Scope.TASKS_EXECUTE, Scope.TASKS_READ, Scope.PROJECTS_READ));
        assertThat(server.tool(worker, "list_tasks", new JsonObject("{\"ready\": true}"))
                        .body())
                .contains(ordinary + "\\\"")
                .doesNotContain(asked + "\\\"");
        assertThat(ready(worker)).isEqualTo(1);
        assertThat(ready(agent)).isEqualTo(2);
        var named = server.tool(worker, "claim_task", new JsonObject().put("task", asked));
        assertThat(named.status()).isEqualTo(403);
        assertThat(named.body()).contains("insufficient_scope").contains("quality:run");
        assertThat(server.tool(worker, "claim_task", new JsonObject())
                        .tool()
                        .getJsonObject("task")
                        .getString("key"))
                .isEqualTo(ordinary);
        assertThat(server.tool(worker, "claim_task", new JsonObject("{\"labels\": [\"check:lint\"]}"))
                        .tool()
                        .getString("reason"))
                .isEqualTo("none_ready");
        assertThat(call("claim_task", "{}").getJsonObject("task").getString("key"))
                .isEqualTo(asked);
    }

    @Test
    void a_check_task_is_not_done_while_nobody_has_answered() {
        var asked = call("run_check", "{\"project\": \"DEV\", \"path\": \"src\", \"checks\": [\"lint\", \"tests\"]}")
                .getString("task");
        var attempt = claim(asked);
        record(attempt, "tests", "pass", 0);
        for (var refused :
                List.of(finish(attempt), call("update_task", "{\"task\": \"" + asked + "\", \"status\": \"done\"}"))) {
            assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("gate_failed");
            assertThat(refused.getJsonObject("error").getJsonArray("missing_gates"))
                    .isEqualTo(new JsonArray().add("lint: check"));
        }
        record(attempt, "lint", "pass", 0);
        assertThat(call("get_task", "{\"task\": \"" + asked + "\"}").getString("status"))
                .isEqualTo("done");
    }

    private static long ready(OpaqueToken token) {
        return server.tool(token, "list_projects", new JsonObject("{\"query\": \"DEV\"}"))
                .tool()
                .getJsonArray("projects")
                .getJsonObject(0)
                .getLong("ready");
    }

    @Test
    void without_a_runner_a_check_is_refused_with_a_hint() {
        var org = acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE);
        server.database().execute("UPDATE rota.agent SET active = false WHERE org_id = " + acme.id());
        var error = server.tool(org, "run_check", new JsonObject("{\"project\": \"DEV\", \"path\": \"src\"}"))
                .tool()
                .getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("unavailable");
        assertThat(error.getString("hint")).contains("agent key");
        assertThat(server.tool(org, "list_tasks", new JsonObject("{\"labels\": [\"check:quality\"]}"))
                        .tool()
                        .getJsonArray("tasks"))
                .isEmpty();
    }

    private OpaqueToken runner(Set<Scope> scopes) {
        server.database()
                .execute("INSERT INTO rota.agent (org_id, name, owner_user_id) VALUES (" + acme.id() + ", 'runner', "
                        + acme.ownerId() + ")");
        var id = Long.valueOf(server.database()
                .ask("SELECT id FROM rota.agent WHERE name = 'runner' AND org_id = " + acme.id())
                .get(0));
        return acme.issue(OpaqueToken.Kind.AGENT, acme.ownerId(), id, Restrictions.NONE, scopes, "mcp");
    }

    @CanIgnoreReturnValue
    private JsonObject gate(String body) {
        var made = owner.post("/organizations/" + acme.slug() + "/gates", new JsonObject(body));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    private String task(String title) {
        return call("create_task", "{\"project\": \"DEV\", \"title\": \"" + title + "\"}")
                .getJsonObject("task")
                .getString("key");
    }

    private long claim(String task) {
        return call("claim_task", "{\"task\": \"" + task + "\"}").getLong("attempt_id");
    }

    @CanIgnoreReturnValue
    private JsonObject record(long attempt, String gate, String status, int critical) {
        var arguments = new JsonObject()
                .put("attempt_id", attempt)
                .put("gate", gate)
                .put("status", status)
                .put("critical", critical)
                .put("report", "Found " + critical);
        return call("record_check", arguments.encode());
    }

    private JsonObject finish(long attempt) {
        return call("finish_attempt", "{\"attempt_id\": " + attempt + ", \"status\": \"success\"}");
    }

    private String error(String tool, String arguments) {
        return call(tool, arguments).getJsonObject("error", new JsonObject()).getString("code", "none");
    }

    @CanIgnoreReturnValue
    private JsonObject call(String tool, String arguments) {
        var answer = server.tool(agent, tool, new JsonObject(arguments)).tool();
        if (!answer.containsKey("error")) {
            ResultSchemas.check(tool, JsonBytes.of(answer));
        }
        return answer;
    }
}
