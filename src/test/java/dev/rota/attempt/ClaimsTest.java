package dev.rota.attempt;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.attempt.Claim.Reason;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.task.Complexity.Grade;
import dev.rota.task.TaskStatus;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimsTest {
    private static AttemptBench bench;

    private TestOrganization acme;
    private Caller agent;

    @BeforeAll
    static void open() {
        bench = new AttemptBench();
    }

    @BeforeEach
    void found() {
        acme = bench.organization();
        agent = acme.agent();
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private String next(ClaimRequest request) {
        var claim = bench.claim(bench.agent(acme, "agent " + System.nanoTime()), request);
        return claim instanceof Claim.Made made ? made.key() : reason(claim);
    }

    private static String reason(Claim claim) {
        return ((Claim.Refused) claim).reason().wire();
    }

    private static ClaimRequest filtered(
            @Nullable String project, List<String> labels, @Nullable String kind, @Nullable Grade most) {
        return new ClaimRequest(null, project, labels, kind, most, null, null);
    }

    @Test
    void the_most_urgent_task_is_claimed_and_among_equals_the_oldest() {
        bench.task(agent, "usual one");
        bench.task(agent, "usual two");
        bench.task(agent, "urgent", 2, null, List.of(), List.of());
        assertThat(next(ClaimRequest.NEXT)).isEqualTo("DEV-3");
        assertThat(next(ClaimRequest.NEXT)).isEqualTo("DEV-1");
        assertThat(next(ClaimRequest.NEXT)).isEqualTo("DEV-2");
        assertThat(next(ClaimRequest.NEXT)).isEqualTo("none_ready");
    }

    @Test
    void a_claim_moves_the_task_writes_its_history_and_leaves_a_reminder() {
        bench.task(agent, "work");
        var claim = (Claim.Made)
                bench.claim(agent, new ClaimRequest(null, null, List.of(), null, null, Duration.ofHours(1), "on it"));
        assertThat(bench.state(acme, "DEV-1")).isEqualTo("in_progress 2");
        assertThat(bench.history(acme, "DEV-1")).endsWith("claimed");
        assertThat(bench.value(
                        "SELECT note || ' ' || (changes->'status'->>'before') FROM rota.task_event WHERE attempt_id = "
                                + claim.attempt()))
                .isEqualTo("on it todo");
        assertThat(bench.value(
                        "SELECT date_trunc('second', lease_expires_at - started_at + interval '0.5 second') = interval '1 hour' FROM rota.attempt WHERE id = "
                                + claim.attempt()))
                .isEqualTo("t");
        assertThat(bench.value("SELECT kind FROM rota.work_queue WHERE subject_id = " + claim.attempt()))
                .isEqualTo("lease");
    }

    @Test
    void what_waits_for_others_or_for_a_person_is_not_ready_and_is_counted() {
        var first = bench.task(agent, "first");
        bench.task(agent, "second", 0, null, List.of(first), List.of());
        var claim = bench.claimed(agent, first);
        assertThat(bench.claim(agent, ClaimRequest.NEXT)).isEqualTo(new Claim.Refused(Reason.NONE_READY, null, 1L));

        var questions = new Questions(bench.tasks, bench.attempts, AttemptSettings.DEFAULT);
        var asked =
                bench.change(agent, tx -> questions.ask(tx, agent, claim.attempt(), "May I?", List.of("yes", "no")));
        assertThat(asked.id()).isPositive();
        assertThat(bench.finish(agent, claim, AttemptStatus.PARTIAL).status()).isEqualTo(TaskStatus.TODO);
        assertThat(bench.claim(agent, ClaimRequest.NEXT)).isEqualTo(new Claim.Refused(Reason.NONE_READY, null, 2L));
        assertThat(bench.claim(agent, ClaimRequest.of(AttemptBench.ref(first))))
                .isEqualTo(new Claim.Refused(Reason.BLOCKED, null, null));

        bench.copy.execute("UPDATE rota.question SET answer = 'yes', answered_at = now() WHERE id = " + asked.id());
        assertThat(next(ClaimRequest.NEXT)).isEqualTo(first);
    }

    @Test
    void filters_leave_only_what_matches_all_of_them() {
        bench.task(agent, "Fix the typo in the readme", 0, "human", List.of(), List.of("docs"));
        bench.task(agent, "Plan the thing", 0, "mixed", List.of(), List.of("docs", "plan"));
        bench.task(agent, "Fix a typo elsewhere", 0, null, List.of(), List.of());
        bench.taskIn(agent, "OPS", "Migrate the database", 0, "ai", List.of(), List.of());
        assertThat(next(filtered(null, List.of("plan", "docs"), null, null))).isEqualTo("DEV-2");
        assertThat(next(filtered(null, List.of("nothing"), null, null))).isEqualTo("none_ready");
        assertThat(next(filtered("ops", List.of(), "ai", null))).isEqualTo("OPS-1");
        assertThat(next(filtered(null, List.of(), "ai", null))).isEqualTo("DEV-3");
        assertThat(next(filtered(acme.dev().id() + "", List.of(), null, Grade.SIMPLE)))
                .isEqualTo("DEV-1");
    }

    @Test
    void a_project_nobody_knows_is_not_found() {
        assertThat(bench.refusal(agent, tx -> bench.claims.claim(tx, agent, filtered("NOPE", List.of(), null, null))))
                .isEqualTo("not_found");
    }

    @Test
    void a_credential_claims_only_what_it_sees() {
        bench.task(agent, "in DEV");
        bench.taskIn(agent, "OPS", "in OPS", 0, null, List.of(), List.of());
        var confined =
                acme.caller(acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false)));
        assertThat(bench.refusal(
                        confined, tx -> bench.claims.claim(tx, confined, ClaimRequest.of(AttemptBench.ref("DEV-1")))))
                .isEqualTo("not_found");
        assertThat(((Claim.Made) bench.claim(confined, ClaimRequest.NEXT)).key())
                .isEqualTo("OPS-1");
        assertThat(reason(bench.claim(confined, ClaimRequest.NEXT))).isEqualTo("none_ready");
        var member = acme.member();
        assertThat(reason(bench.claim(member, ClaimRequest.NEXT))).isEqualTo("none_ready");
    }

    @Test
    void another_organizations_task_is_not_found_like_one_that_does_not_exist() {
        var globex = bench.organization();
        bench.task(globex.agent(), "theirs");
        var id = bench.value("SELECT id FROM rota.task WHERE org_id = " + globex.id());
        for (var reference : List.of(id, "DEV-99")) {
            assertThat(bench.refusal(
                            agent, tx -> bench.claims.claim(tx, agent, ClaimRequest.of(AttemptBench.ref(reference)))))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void a_named_task_is_claimed_wherever_it_stands_but_at_the_end() {
        for (var status : List.of(TaskStatus.BACKLOG, TaskStatus.IN_PROGRESS, TaskStatus.IN_REVIEW)) {
            var key = bench.task(agent, "stands at " + status.wire());
            bench.move(agent, key, status);
            var claim = bench.claimed(agent, key);
            assertThat(claim.before()).isEqualTo(status.wire());
            assertThat(bench.finish(agent, claim, AttemptStatus.ABORTED).status())
                    .isEqualTo(TaskStatus.TODO);
        }
        for (var status : List.of(TaskStatus.DONE, TaskStatus.FAILED, TaskStatus.CANCELLED)) {
            var key = bench.task(agent, "ended as " + status.wire());
            bench.move(agent, key, status);
            assertThat(bench.refusal(
                            agent, tx -> bench.claims.claim(tx, agent, ClaimRequest.of(AttemptBench.ref(key)))))
                    .isEqualTo("invalid_transition");
        }
    }

    @Test
    void a_held_task_says_when_to_come_back() {
        bench.task(agent, "held");
        assertThat(bench.claimed(agent, "DEV-1").attempt()).isPositive();
        var refused =
                (Claim.Refused) bench.claim(bench.agent(acme, "late"), ClaimRequest.of(AttemptBench.ref("DEV-1")));
        assertThat(refused.reason()).isEqualTo(Reason.ALREADY_CLAIMED);
        assertThat(refused.retryAfterMs()).isBetween(800_000L, 900_000L);
    }

    @Test
    void a_blocked_task_says_how_much_it_waits_for() {
        bench.task(agent, "one");
        bench.task(agent, "two");
        bench.task(agent, "three", 0, null, List.of("DEV-1", "DEV-2"), List.of());
        assertThat(bench.claim(agent, ClaimRequest.of(AttemptBench.ref("DEV-3"))))
                .isEqualTo(new Claim.Refused(Reason.BLOCKED, null, 2L));
    }

    @Test
    void of_sixteen_agents_at_one_task_one_gets_it() {
        bench.task(agent, "wanted");
        var agents = IntStream.range(0, 16)
                .mapToObj(n -> bench.agent(acme, "agent " + n))
                .toList();
        var request = ClaimRequest.of(AttemptBench.ref("DEV-1"));
        var claims = agents.stream()
                .map(one -> bench.database.inOrganization(one, tx -> bench.claims.claim(tx, one, request)))
                .toList();
        assertThat(await(Future.all(claims)).<Claim>list())
                .filteredOn(Claim.Made.class::isInstance)
                .hasSize(1);
        assertThat(claims.stream().map(Future::result).filter(Claim.Refused.class::isInstance))
                .allSatisfy(claim -> assertThat(reason(claim)).isEqualTo("already_claimed"));
    }

    @Test
    void claims_at_once_do_not_pass_the_limit() {
        IntStream.range(0, 10).forEach(n -> bench.task(agent, "task " + n));
        var claims = IntStream.range(0, 10)
                .mapToObj(n ->
                        bench.database.inOrganization(agent, tx -> bench.claims.claim(tx, agent, ClaimRequest.NEXT)))
                .toList();
        assertThat(await(Future.all(claims)).<Claim>list())
                .filteredOn(Claim.Made.class::isInstance)
                .hasSize(3);
        assertThat(reason(bench.claim(agent, ClaimRequest.NEXT))).isEqualTo("limit");
        assertThat(reason(bench.claim(agent, ClaimRequest.of(AttemptBench.ref("DEV-9")))))
                .isEqualTo("limit");
    }

    @Test
    void a_lapsed_lease_holds_nothing_even_before_it_is_swept() {
        bench.task(agent, "let go");
        var late = bench.claimed(agent, "DEV-1");
        bench.lapse(late.attempt());
        var other = bench.agent(acme, "other");
        var claim = bench.claimed(other, "DEV-1");
        assertThat(bench.history(acme, "DEV-1")).endsWith("claimed", "claim_expired", "claimed");
        assertThat(bench.value("SELECT status FROM rota.attempt WHERE id = " + late.attempt()))
                .isEqualTo("expired");
        assertThat(bench.refusal(
                        agent,
                        tx -> bench.attempts.finish(tx, agent, late.attempt(), AttemptStatus.SUCCESS, Outcome.NONE)))
                .isEqualTo("lease_lost");
        assertThat(bench.finish(other, claim, AttemptStatus.SUCCESS).status()).isEqualTo(TaskStatus.DONE);
        assertThat(bench.column("SELECT subject_id FROM rota.work_queue WHERE org_id = " + acme.id()))
                .isEmpty();
    }

    @Test
    void the_last_lapse_leaves_the_task_to_fail() {
        bench.task(agent, "hopeless");
        bench.copy.execute("UPDATE rota.task SET lapsed_attempts = 2 WHERE org_id = " + acme.id());
        bench.lapse(bench.claimed(agent, "DEV-1").attempt());
        assertThat(bench.refusal(
                        agent, tx -> bench.claims.claim(tx, agent, ClaimRequest.of(AttemptBench.ref("DEV-1")))))
                .isEqualTo("invalid_transition");
    }

    @Test
    void a_lease_out_of_bounds_is_refused() {
        for (var seconds : List.of(0, 59, 86_401, Integer.MAX_VALUE)) {
            var request = new ClaimRequest(null, null, List.of(), null, null, Duration.ofSeconds(seconds), null);
            assertThat(bench.refusal(agent, tx -> bench.claims.claim(tx, agent, request)))
                    .isEqualTo("validation_failed");
        }
    }

    @Test
    void an_organization_token_claims_too() {
        bench.task(agent, "for anybody");
        var token = acme.caller(acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE));
        assertThat(bench.claimed(token, "DEV-1").key()).isEqualTo("DEV-1");
    }
}
