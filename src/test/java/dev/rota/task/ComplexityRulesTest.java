package dev.rota.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How complex a task is: by default, and by what an organization says instead. */
class ComplexityRulesTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static TestServer server;

    private TestOrganization acme;
    private OpaqueToken token;
    private TestAdmin owner;

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
        token = acme.agentToken(Restrictions.NONE);
        owner = TestAdmin.owner(server, acme);
    }

    @ParameterizedTest
    @CsvSource({
        "Update the API documentation, simple, 2",
        "Fix a typo, simple, 2",
        "Implement a function, medium, 5",
        "Design the architecture, complex, 7",
        "Close a security hole: fix the parser, critical, 9",
        "Something else, medium, 5"
    })
    void the_defaults_are_those_of_the_router(String title, String grade, int score) {
        var complexity = new ComplexityRules(Map.of()).of(title, null);
        assertThat(complexity.grade().wire()).isEqualTo(grade);
        assertThat(complexity.score()).isEqualTo(score);
    }

    @Test
    void a_class_of_ones_own_replaces_its_defaults_alone() {
        var rules = new ComplexityRules(Map.of("critical", List.of("pay(ment|roll)"), "simple", List.of()));
        assertThat(rules.of("Change the PAYROLL", null).grade()).isEqualTo(Complexity.Grade.CRITICAL);
        assertThat(rules.of("one\ntwo", "the payment\nof it").grade()).isEqualTo(Complexity.Grade.CRITICAL);
        assertThat(rules.of("Fix a typo", null).grade()).isEqualTo(Complexity.Grade.MEDIUM);
        assertThat(rules.of("Security: fix it", null).grade()).isEqualTo(Complexity.Grade.MEDIUM);
        assertThat(rules.of("Migrate the database", null).grade()).isEqualTo(Complexity.Grade.COMPLEX);
    }

    /** One that goes back and tries again would take longer than anybody lives. */
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void no_pattern_takes_longer_than_its_text() {
        var rules = new ComplexityRules(
                Map.of("critical", List.of("(a*)*b", "(x+x+)+y", "(.*)(.*)(.*)(.*)(.*)(.*)(.*)[^a]$")));
        for (var n = 0; n < 20; n++) {
            assertThat(rules.of("a".repeat(500), "ax".repeat(100_000)).grade()).isNotNull();
        }
    }

    @CanIgnoreReturnValue
    private JsonObject call(String tool, JsonObject arguments) {
        var answer = server.tool(token, tool, arguments);
        assertThat(answer.json().getJsonObject("result").getBoolean("isError", false))
                .as(answer.body())
                .isFalse();
        return answer.tool();
    }

    private TestServer.Answer rules(@Nullable JsonObject rules) {
        return owner.patch(
                "/organizations/" + acme.slug(),
                new JsonObject().put("policy", new JsonObject().put("complexity_rules", rules)));
    }

    private static JsonObject critical(String... patterns) {
        return new JsonObject().put("critical", new JsonArray(List.of(patterns)));
    }

    private void make(String title) {
        call("create_task", new JsonObject().put("title", title).put("project", "DEV"));
    }

    private String grade(String key) {
        return call("get_task", new JsonObject().put("task", key))
                .getJsonObject("complexity")
                .getString("class");
    }

    @Test
    void what_is_written_after_a_change_of_the_rules_follows_them_and_so_does_the_claim() {
        assertThat(rules(critical("(?i)ledger")).status()).isEqualTo(200);
        make("Touch the Ledger");
        make("Touch nothing");
        assertThat(grade("DEV-1")).isEqualTo("critical");
        assertThat(grade("DEV-2")).isEqualTo("medium");
        call("update_task", new JsonObject().put("task", "DEV-2").put("description", "and the ledger"));
        assertThat(grade("DEV-2")).isEqualTo("critical");
        var route = call("claim_task", new JsonObject().put("task", "DEV-1")).getJsonObject("route");
        assertThat(route.getString("class")).isEqualTo("critical");
        assertThat(route.getString("validation")).isEqualTo("human");
    }

    @Test
    void open_tasks_are_scored_anew_when_the_rules_change_and_back_when_they_go() {
        for (var n = 1; n <= 60; n++) { // more than one batch
            make("Ledger " + n);
        }
        call("update_task", new JsonObject().put("task", "DEV-3").put("status", "done"));
        assertThat(rules(critical("ledger")).status()).isEqualTo(200);
        waitUntil("critical", "DEV-1");
        waitUntil("critical", "DEV-60");
        assertThat(grade("DEV-3")).isEqualTo("medium");
        assertThat(call("get_task", new JsonObject().put("task", "DEV-60")).getInteger("version"))
                .isEqualTo(1);
        assertThat(rules(null).status()).isEqualTo(200);
        waitUntil("medium", "DEV-60");
    }

    private void waitUntil(String grade, String key) {
        var until = System.nanoTime() + SOON.toNanos();
        while (!grade(key).equals(grade)) {
            assertThat(System.nanoTime()).as("%s of %s", grade, key).isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_pattern_that_is_none_is_refused_where_it_stands() {
        var refused = rules(critical("fine", "(open", "also(bad"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().getJsonArray("errors").stream()
                        .map(error -> ((JsonObject) error).getString("pointer")))
                .containsExactly("/policy/complexity_rules/critical/1", "/policy/complexity_rules/critical/2");
        assertThat(rules(critical("(?=lookahead)")).status()).isEqualTo(422);
        assertThat(rules(critical("((a{100}){100}){100}")).status()).isEqualTo(422);
        assertThat(rules(critical("(abcdefghij){250}")).status()).isEqualTo(422);
    }
}
