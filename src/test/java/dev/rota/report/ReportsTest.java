package dev.rota.report;

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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of report, over MCP and over the admin API. */
@ExtendWith(EventLoopRule.class)
class ReportsTest {
    private static TestServer server;
    private TestOrganization acme;
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
        agent = acme.agentToken(Restrictions.NONE);
    }

    @Test
    void statistics_count_tasks_by_status_kind_and_assignee() {
        make("{\"title\": \"one\", \"kind\": \"ai\"}");
        make("{\"title\": \"two\", \"status\": \"done\", \"assignee\": \"Ada\"}");
        make("{\"title\": \"three\", \"status\": \"done\", \"project\": \"OPS\"}");
        assertThat(rows("{\"kind\": \"statistics\"}"))
                .contains(
                        row("{\"of\": \"total\", \"value\": \"all\", \"tasks\": 3}"),
                        row("{\"of\": \"status\", \"value\": \"done\", \"tasks\": 2}"),
                        row("{\"of\": \"status\", \"value\": \"todo\", \"tasks\": 1}"),
                        row("{\"of\": \"kind\", \"value\": \"ai\", \"tasks\": 1}"),
                        row("{\"of\": \"assignee\", \"value\": \"Ada\", \"tasks\": 1}"));
        assertThat(rows("{\"kind\": \"statistics\", \"project\": \"OPS\"}"))
                .contains(row("{\"of\": \"total\", \"value\": \"all\", \"tasks\": 1}"));
        assertThat(rows("{\"kind\": \"statistics\", \"group_by\": \"project\"}"))
                .containsExactly(
                        row("{\"project\": \"DEV\", \"tasks\": 2, \"by_status\": {\"done\": 1, \"todo\": 1}}"),
                        row("{\"project\": \"OPS\", \"tasks\": 1, \"by_status\": {\"done\": 1}}"));
        assertThat(rows("{\"kind\": \"statistics\", \"group_by\": \"day\"}"))
                .containsExactly(row("{\"day\": \"" + LocalDate.now(ZoneOffset.UTC)
                        + "\", \"tasks\": 3, \"by_status\": {\"done\": 2, \"todo\": 1}}"));
        assertThat(rows("{\"kind\": \"statistics\", \"since\": \"2999-01-01\"}"))
                .isEmpty();
    }

    @Test
    void complexity_tells_how_results_are_to_be_validated() {
        make("{\"title\": \"fix a typo\"}");
        make("{\"title\": \"security fix\"}");
        make("{\"title\": \"another security fix\", \"status\": \"done\"}");
        assertThat(rows("{\"kind\": \"complexity\"}"))
                .containsExactly(
                        row(
                                "{\"class\": \"critical\", \"validation\": \"human\", \"score\": 9.0, \"tasks\": 2, \"open\": 1}"),
                        row(
                                "{\"class\": \"simple\", \"validation\": \"basic\", \"score\": 2.0, \"tasks\": 1, \"open\": 1}"));
    }

    @Test
    void attempts_are_told_with_what_they_took() {
        var first = make("{\"title\": \"one\"}");
        finish(claim(first), "{\"status\": \"success\", \"wall_clock_ms\": 3000}");
        var second = make("{\"title\": \"two\"}");
        var attempt = claim(second);
        call("report_progress", "{\"attempt_id\": " + attempt + ", \"note\": \"on it\"}");
        finish(attempt, "{\"status\": \"failed\", \"failure_class\": \"test_fail\", \"wall_clock_ms\": 1000}");
        // claim, finish; claim, progress, finish
        assertThat(rows("{\"kind\": \"attempts\"}"))
                .containsExactly(
                        row("{\"total\": 2, \"success_rate\": 0.5, \"avg_duration\": 2000, \"total_duration\": 4000,"
                                + " \"avg_tool_calls\": 2.5, \"outcomes\": {\"success\": 1, \"failed\": 1},"
                                + " \"failure_classes\": {\"test_fail\": 1}}"));
        assertThat(rows("{\"kind\": \"attempts\", \"group_by\": \"status\"}"))
                .extracting(row -> row.getString("status"))
                .containsExactlyInAnyOrder("success", "failed");
    }

    @Test
    void usage_sums_up_tokens_and_money_by_model_agent_project_and_day() {
        finish(
                claim(make("{\"title\": \"one\"}")),
                "{\"status\": \"success\", \"model\": \"small\", \"tokens_input\": 10, \"tokens_output\": 5, \"cost_usd\": 0.25}");
        finish(
                claim(make("{\"title\": \"two\", \"project\": \"OPS\"}")),
                "{\"status\": \"success\", \"model\": \"large\", \"tokens_input\": 1, \"tokens_output\": 1, \"cost_usd\": 1.5}");
        assertThat(rows("{\"kind\": \"usage\"}"))
                .containsExactly(
                        row("{\"attempts\": 2, \"tokens_input\": 11, \"tokens_output\": 6, \"tokens_total\": 17,"
                                + " \"cost_usd\": 1.75}"));
        var large =
                "\"attempts\": 1, \"tokens_input\": 1, \"tokens_output\": 1, \"tokens_total\": 2, \"cost_usd\": 1.5}";
        assertThat(rows("{\"kind\": \"usage\", \"group_by\": \"model\"}"))
                .contains(row("{\"model\": \"large\", " + large));
        assertThat(rows("{\"kind\": \"usage\", \"group_by\": \"project\"}"))
                .contains(row("{\"project\": \"OPS\", " + large));
        assertThat(rows("{\"kind\": \"usage\", \"project\": \"OPS\"}")).containsExactly(row("{" + large));
        assertThat(rows("{\"kind\": \"usage\", \"group_by\": \"agent\"}"))
                .extracting(row -> row.getString("agent"), row -> row.getInteger("attempts"))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("agent of " + acme.slug(), 2));
        assertThat(rows("{\"kind\": \"usage\", \"group_by\": \"day\"}"))
                .extracting(row -> row.getString("day"))
                .containsExactly(LocalDate.now(ZoneOffset.UTC).toString());
        assertThat(rows("{\"kind\": \"usage\", \"since\": \"2999-01-01\"}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "usage, 2026-03-02T13:45:00Z, 2026-03-02T00:00:00Z",
        "attempts, 2026-03-02T00:30:00+02:00, 2026-03-01T00:00:00Z",
        "statistics, 2026-03-02T13:45:00Z, 2026-03-02T13:45:00Z"
    })
    void a_report_says_since_when_it_counts(String kind, String asked, String counted) {
        var arguments = new JsonObject().put("kind", kind).put("since", asked);
        assertThat(server.tool(agent, "get_report", arguments).tool().getString("since"))
                .isEqualTo(counted);
    }

    @Test
    void stale_names_what_does_not_move() {
        var lapsed = make("{\"title\": \"lapsed\"}");
        var attempt = claim(lapsed);
        var dropped = make("{\"title\": \"dropped\", \"status\": \"in_progress\"}");
        var fresh = make("{\"title\": \"fresh\", \"status\": \"in_progress\"}");
        server.database()
                .execute("UPDATE rota.task SET updated_at = now() - interval '2 days' WHERE key = '" + dropped
                        + "' AND org_id = " + acme.id());
        assertThat(rows("{\"kind\": \"stale\"}"))
                .extracting(row -> row.getString("task"), row -> row.getString("reason"))
                .containsExactly(org.assertj.core.groups.Tuple.tuple(dropped, "unclaimed"));
        assertThat(rows("{\"kind\": \"stale\", \"since\": \"2999-01-01\"}"))
                .extracting(row -> row.getString("task"), row -> row.getString("reason"))
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(dropped, "unclaimed"),
                        org.assertj.core.groups.Tuple.tuple(fresh, "unclaimed"),
                        org.assertj.core.groups.Tuple.tuple(lapsed, "silent"));
        finish(attempt, "{\"status\": \"aborted\"}");
        assertThat(rows("{\"kind\": \"stale\"}")).hasSize(1);
    }

    @Test
    void dependencies_that_dangle_and_the_longest_chain_are_found() {
        var first = make("{\"title\": \"first\"}");
        var second = make("{\"title\": \"second\", \"depends_on\": [\"" + first + "\"]}");
        var third = make("{\"title\": \"third\", \"depends_on\": [\"" + second + "\"]}");
        var failed = make("{\"title\": \"failed\", \"status\": \"failed\"}");
        make("{\"title\": \"waits for ever\", \"depends_on\": [\"" + failed + "\"]}");
        assertThat(rows("{\"kind\": \"dependencies\"}"))
                .containsExactly(
                        row("{\"finding\": \"dangling\", \"task\": \"DEV-5\", \"depends_on\": \"" + failed
                                + "\", \"status\": \"failed\", \"blocks\": true}"),
                        row("{\"finding\": \"longest_chain\", \"length\": 3, \"tasks\": [\"" + third + "\", \"" + second
                                + "\", \"" + first + "\"]}"));
    }

    @Test
    void quality_tells_which_gates_hold_how_much() {
        var owner = TestAdmin.owner(server, acme);
        assertThat(owner.post(
                                path("gates"),
                                new JsonObject(
                                        "{\"project\": \"DEV\", \"name\": \"evidence\", \"requires\": {\"artifacts\": [\"diff\"]}}"))
                        .status())
                .isEqualTo(201);
        make("{\"title\": \"without\", \"status\": \"in_review\"}");
        var shown = make("{\"title\": \"shown\"}");
        var attempt = claim(shown);
        call("add_artifact", "{\"attempt_id\": " + attempt + ", \"type\": \"diff\", \"content\": \"+\"}");
        call("update_task", "{\"task\": \"" + shown + "\", \"status\": \"in_review\"}");
        assertThat(rows("{\"kind\": \"quality\"}"))
                .containsExactly(row("{\"project\": \"DEV\", \"gate\": \"evidence\", \"when\": [\"done\"],"
                        + " \"artifacts\": [\"diff\"], \"in_review\": 2, \"complete\": 1}"));
    }

    @Test
    void what_a_kind_cannot_do_is_refused_with_what_it_can() {
        var refused = server.tool(agent, "get_report", row("{\"kind\": \"statistics\", \"group_by\": \"model\"}"))
                .tool()
                .getJsonObject("error");
        assertThat(refused.getString("field")).isEqualTo("group_by");
        assertThat(refused.getJsonArray("accepted"))
                .isEqualTo(new JsonArray(List.of("project", "agent", "status", "day")));
        var late = server.tool(agent, "get_report", row("{\"kind\": \"quality\", \"since\": \"2026-01-01\"}"));
        assertThat(late.tool().getJsonObject("error").getString("field")).isEqualTo("since");
        var nowhere = server.tool(agent, "get_report", row("{\"kind\": \"usage\", \"project\": \"NONE\"}"));
        assertThat(nowhere.tool().getJsonObject("error").getString("code")).isEqualTo("not_found");
    }

    @Test
    void the_admin_api_answers_the_same_reports() {
        finish(claim(make("{\"title\": \"one\"}")), "{\"status\": \"success\", \"cost_usd\": 2}");
        var owner = TestAdmin.owner(server, acme);
        for (var kind : ReportKind.wires()) {
            var told = owner.get(path("reports/" + kind));
            assertThat(told.status()).as(told.body()).isEqualTo(200);
            var rows = rows("{\"kind\": \"" + kind + "\"}");
            assertThat(told.json().getJsonArray("rows", new JsonArray()))
                    .as(kind)
                    .isEqualTo(new JsonArray(rows));
        }
        assertThat(owner.get(path("reports/usage?group_by=agent&project=DEV"))
                        .json()
                        .getJsonArray("rows"))
                .hasSize(1);
        assertThat(owner.get(path("reports/nothing")).status()).isEqualTo(404);
        var refused = owner.get(path("reports/statistics?group_by=model"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().getJsonArray("errors").getJsonObject(0).getString("parameter"))
                .isEqualTo("group_by");
        assertThat(TestAdmin.nobody(server).get(path("reports/usage"), Map.of()).status())
                .isEqualTo(401);
    }

    @Test
    void a_report_is_of_what_its_reader_sees() {
        finish(claim(make("{\"title\": \"anybody's\"}")), "{\"status\": \"success\", \"cost_usd\": 2}");
        finish(
                claim(make("{\"title\": \"Mel's\", \"assignee\": \"member@" + acme.slug() + ".example\"}")),
                "{\"status\": \"success\", \"cost_usd\": 3}");
        var mel = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, new Restrictions(null, true, false));
        assertThat(rows(mel, "{\"kind\": \"statistics\"}"))
                .contains(row("{\"of\": \"total\", \"value\": \"all\", \"tasks\": 1}"));
        assertThat(rows(mel, "{\"kind\": \"usage\"}"))
                .containsExactly(row("{\"attempts\": 1, \"tokens_input\": 0, \"tokens_output\": 0, \"tokens_total\": 0,"
                        + " \"cost_usd\": 3.0}"));
        assertThat(rows(mel, "{\"kind\": \"attempts\"}").get(0).getDouble("avg_tool_calls"))
                .isEqualTo(2);
        var ops = acme.agentToken(new Restrictions(java.util.Set.of(acme.ops().id()), false, false));
        assertThat(rows(ops, "{\"kind\": \"usage\"}")).isEmpty();
        assertThat(rows(server.organization().agentToken(Restrictions.NONE), "{\"kind\": \"statistics\"}"))
                .isEmpty();
    }

    @CanIgnoreReturnValue
    private String make(String task) {
        var wanted = new JsonObject(task);
        if (!wanted.containsKey("project")) {
            wanted.put("project", "DEV");
        }
        return call("create_task", wanted.encode()).getJsonObject("task").getString("key");
    }

    private long claim(String task) {
        return call("claim_task", "{\"task\": \"" + task + "\"}").getLong("attempt_id");
    }

    private void finish(long attempt, String how) {
        var ended = call(
                "finish_attempt", new JsonObject(how).put("attempt_id", attempt).encode());
        assertThat(ended.getJsonObject("attempt")).isNotNull();
    }

    @CanIgnoreReturnValue
    private JsonObject call(String tool, String arguments) {
        var answer = server.tool(agent, tool, new JsonObject(arguments)).tool();
        assertThat(answer.getJsonObject("error")).as(tool + " " + arguments).isNull();
        return answer;
    }

    private List<JsonObject> rows(String arguments) {
        return rows(agent, arguments);
    }

    private static List<JsonObject> rows(OpaqueToken reader, String arguments) {
        var answer =
                server.tool(reader, "get_report", new JsonObject(arguments)).tool();
        assertThat(answer.getJsonArray("rows")).as(answer.encode()).isNotNull();
        return answer.getJsonArray("rows").stream().map(JsonObject.class::cast).toList();
    }

    private static JsonObject row(String json) {
        return new JsonObject(json);
    }

    private String path(String below) {
        return "/organizations/" + acme.slug() + "/" + below;
    }
}
