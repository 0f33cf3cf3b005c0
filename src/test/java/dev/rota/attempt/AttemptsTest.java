package dev.rota.attempt;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.organization.Organizations;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttemptsTest {
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
        questions = new Questions(bench.tasks, bench.attempts, AttemptSettings.DEFAULT);
        bench.task(agent, "work");
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private Questions questions;

    private Future<Attempts.Renewal> renewal(dev.rota.database.OrganizationTx tx, Caller caller, long attempt) {
        return bench.attempts.renew(tx, caller, attempt, Duration.ofHours(2), null, null);
    }

    private static int swept() {
        return await(bench.queue.runOnce());
    }

    @Test
    void progress_extends_the_lease_and_goes_to_the_history() {
        var claim = bench.claimed(agent, "DEV-1");
        var renewed = bench.change(
                agent, tx -> bench.attempts.renew(tx, agent, claim.attempt(), Duration.ofHours(2), 40, "half of it"));
        assertThat(renewed.leaseExpiresAt()).isAfter(claim.leaseExpiresAt().plusMinutes(100));
        assertThat(renewed.cancelRequested()).isFalse();
        assertThat(bench.value(
                        "SELECT note FROM rota.task_event WHERE type = 'progress' AND attempt_id = " + claim.attempt()))
                .isEqualTo("40 %: half of it");
        assertThat(bench.value("SELECT percent FROM rota.attempt WHERE id = " + claim.attempt()))
                .isEqualTo("40");
        assertThat(bench.state(acme, "DEV-1")).isEqualTo("in_progress 2");
    }

    @Test
    void a_lease_is_never_shortened() {
        var claim = bench.claimed(agent, "DEV-1");
        var renewed = bench.change(
                agent, tx -> bench.attempts.renew(tx, agent, claim.attempt(), Duration.ofSeconds(60), null, null));
        assertThat(renewed.leaseExpiresAt()).isEqualTo(claim.leaseExpiresAt());
    }

    @Test
    void r10_an_attempt_id_is_worth_nothing_to_anybody_else() {
        var claim = bench.claimed(agent, "DEV-1");
        var confined =
                acme.caller(acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false)));
        for (var other : List.of(
                bench.agent(acme, "other"),
                acme.owner(),
                confined,
                bench.organization().agent())) {
            assertThat(bench.refusal(other, tx -> renewal(tx, other, claim.attempt())))
                    .isEqualTo("not_found");
            assertThat(bench.refusal(
                            other,
                            tx -> bench.attempts.finish(
                                    tx, other, claim.attempt(), AttemptStatus.SUCCESS, Outcome.NONE)))
                    .isEqualTo("not_found");
        }
        assertThat(bench.refusal(agent, tx -> renewal(tx, agent, Long.MAX_VALUE)))
                .isEqualTo("not_found");
    }

    @Test
    void a_lapsed_lease_cannot_be_extended_or_finished() {
        var claim = bench.claimed(agent, "DEV-1");
        bench.lapse(claim.attempt());
        assertThat(bench.refusal(agent, tx -> renewal(tx, agent, claim.attempt())))
                .isEqualTo("lease_lost");
        assertThat(bench.refusal(
                        agent,
                        tx -> bench.attempts.finish(tx, agent, claim.attempt(), AttemptStatus.SUCCESS, Outcome.NONE)))
                .isEqualTo("lease_lost");
    }

    @Test
    void success_finishes_the_task_and_names_what_it_unblocked() {
        bench.task(agent, "after", 0, null, List.of("DEV-1"), List.of());
        var claim = bench.claimed(agent, "DEV-1");
        var outcome = new Outcome("all green", null, "m1", 10L, 5L, 1L, 0.25, 1234L);
        var finished = bench.change(
                agent, tx -> bench.attempts.finish(tx, agent, claim.attempt(), AttemptStatus.SUCCESS, outcome));
        assertThat(finished.status()).isEqualTo(TaskStatus.DONE);
        assertThat(finished.version()).isEqualTo(3);
        assertThat(finished.unblocked()).containsExactly("DEV-2");
        assertThat(finished.attempt().tokensTotal()).isEqualTo(15);
        assertThat(finished.attempt().costUsd()).isEqualByComparingTo("0.25");
        assertThat(finished.attempt().durationMs()).isEqualTo(1234);
        assertThat(finished.attempt().finishedAt()).isAfter(finished.attempt().startedAt());
        assertThat(bench.state(acme, "DEV-1")).isEqualTo("done 3");
        assertThat(bench.history(acme, "DEV-1")).endsWith("claimed", "finished");
        assertThat(bench.column("SELECT subject_id FROM rota.work_queue WHERE org_id = " + acme.id()))
                .isEmpty();
    }

    @Test
    void tokens_without_a_split_are_the_total_and_time_without_a_claim_is_the_servers() {
        var claim = bench.claimed(agent, "DEV-1");
        var outcome = new Outcome(null, "context_limit", null, null, 7L, 99L, null, null);
        var attempt = bench.change(
                        agent, tx -> bench.attempts.finish(tx, agent, claim.attempt(), AttemptStatus.FAILED, outcome))
                .attempt();
        assertThat(attempt.tokensTotal()).isEqualTo(99);
        assertThat(attempt.failureClass()).isEqualTo("context_limit");
        assertThat(attempt.durationMs()).isBetween(0L, 60_000L);
        assertThat(bench.state(acme, "DEV-1")).isEqualTo("todo 3");
    }

    @Test
    void a_project_or_an_organization_may_want_a_review_first() {
        bench.taskIn(agent, "OPS", "reviewed", 0, null, List.of(), List.of());
        var inOps = bench.claimed(agent, "OPS-1");
        assertThat(bench.finish(agent, inOps, AttemptStatus.SUCCESS).status()).isEqualTo(TaskStatus.IN_REVIEW);

        var policy = new JsonObject().put("review_required", true);
        int changed = await(
                bench.database.asWorker(acme.id(), tx -> new Organizations(bench.database).setPolicy(tx, policy)));
        assertThat(changed).isEqualTo(1);
        var careful = acme.agent();
        var claim = bench.claimed(careful, "DEV-1");
        assertThat(bench.finish(careful, claim, AttemptStatus.SUCCESS).status()).isEqualTo(TaskStatus.IN_REVIEW);
    }

    @Test
    void finishing_again_gives_the_same_answer_and_otherwise_the_lease_is_lost() {
        bench.task(agent, "after", 0, null, List.of("DEV-1"), List.of());
        var claim = bench.claimed(agent, "DEV-1");
        var first = bench.finish(agent, claim, AttemptStatus.SUCCESS);
        var again = bench.finish(agent, claim, AttemptStatus.SUCCESS);
        assertThat(again.attempt()).isEqualTo(first.attempt());
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.version()).isEqualTo(first.version());
        assertThat(again.unblocked()).isEqualTo(first.unblocked());
        assertThat(bench.refusal(
                        agent,
                        tx -> bench.attempts.finish(tx, agent, claim.attempt(), AttemptStatus.FAILED, Outcome.NONE)))
                .isEqualTo("lease_lost");
        assertThat(bench.state(acme, "DEV-1")).isEqualTo("done 3");
    }

    @Test
    void an_attempt_finishes_neither_as_running_nor_as_expired() {
        var claim = bench.claimed(agent, "DEV-1");
        for (var status : List.of(AttemptStatus.RUNNING, AttemptStatus.EXPIRED)) {
            assertThat(bench.refusal(
                            agent, tx -> bench.attempts.finish(tx, agent, claim.attempt(), status, Outcome.NONE)))
                    .isEqualTo("validation_failed");
        }
    }

    @Test
    void a_terminal_status_that_the_holder_writes_ends_the_attempt_accordingly() {
        var ends = java.util.Map.of(
                TaskStatus.DONE, AttemptStatus.SUCCESS,
                TaskStatus.FAILED, AttemptStatus.FAILED,
                TaskStatus.CANCELLED, AttemptStatus.ABORTED);
        ends.forEach((status, ended) -> {
            var key = bench.task(agent, "ends as " + status.wire());
            var claim = bench.claimed(agent, key);
            bench.move(agent, key, status);
            assertThat(bench.value("SELECT status FROM rota.attempt WHERE id = " + claim.attempt()))
                    .isEqualTo(ended.wire());
            assertThat(bench.finish(agent, claim, ended).status()).isEqualTo(status);
        });
        assertThat(bench.column("SELECT subject_id FROM rota.work_queue WHERE org_id = " + acme.id()))
                .isEmpty();
    }

    @Test
    void an_owner_who_cancels_a_claimed_task_aborts_the_attempt() {
        var claim = bench.claimed(agent, "DEV-1");
        bench.move(acme.owner(), "DEV-1", TaskStatus.CANCELLED);
        assertThat(bench.value("SELECT status FROM rota.attempt WHERE id = " + claim.attempt()))
                .isEqualTo("aborted");
        assertThat(bench.refusal(agent, tx -> renewal(tx, agent, claim.attempt())))
                .isEqualTo("lease_lost");
    }

    @Test
    void a_shelved_task_stays_on_the_shelf_when_its_attempt_ends() {
        var claim = bench.claimed(agent, "DEV-1");
        bench.move(acme.owner(), "DEV-1", TaskStatus.BACKLOG);
        assertThat(bench.finish(agent, claim, AttemptStatus.PARTIAL).status()).isEqualTo(TaskStatus.BACKLOG);
    }

    @Test
    void numbers_out_of_bounds_are_refused_before_anything_happens() {
        var claim = bench.claimed(agent, "DEV-1");
        var id = claim.attempt();
        assertThat(List.of(
                        bench.refusal(agent, tx -> bench.attempts.renew(tx, agent, id, null, 101, null)),
                        bench.refusal(agent, tx -> bench.attempts.renew(tx, agent, id, null, -1, null)),
                        bench.refusal(agent, tx -> bench.attempts.renew(tx, agent, id, null, null, "x".repeat(65_537))),
                        bench.refusal(agent, tx -> cost(tx, id, -0.01)),
                        bench.refusal(agent, tx -> cost(tx, id, 1e9)),
                        bench.refusal(agent, tx -> cost(tx, id, Double.NaN))))
                .containsOnly("validation_failed");
        assertThat(bench.value("SELECT status FROM rota.attempt WHERE id = " + id))
                .isEqualTo("running");
    }

    private Future<Attempts.Finished> cost(dev.rota.database.OrganizationTx tx, long attempt, double usd) {
        var outcome = new Outcome(null, null, null, null, null, null, usd, null);
        return bench.attempts.finish(tx, agent, attempt, AttemptStatus.SUCCESS, outcome);
    }

    @Test
    void commits_need_no_claim_but_a_task_in_sight() {
        var commits = new Commits(bench.tasks);
        var owner = acme.owner();
        var entry = new CommitEntry("Fix it", "abc123", "because", "https://git.example/abc123");
        var logged = bench.change(owner, tx -> commits.log(tx, owner, AttemptBench.ref("DEV-1"), entry));
        assertThat(logged.task().key()).isEqualTo("DEV-1");
        assertThat(bench.value("SELECT hash || ' ' || url || ' ' || author_kind FROM rota.commit_entry WHERE id = "
                        + logged.id()))
                .isEqualTo("abc123 https://git.example/abc123 user");
        var stranger = bench.organization().agent();
        assertThat(bench.refusal(
                        stranger,
                        tx -> commits.log(
                                tx,
                                stranger,
                                AttemptBench.ref(String.valueOf(logged.task().id())),
                                entry)))
                .isEqualTo("not_found");
        assertThat(bench.refusal(
                        owner,
                        tx -> commits.log(
                                tx,
                                owner,
                                AttemptBench.ref("DEV-1"),
                                new CommitEntry("x", null, null, "javascript:alert(1)"))))
                .isEqualTo("validation_failed");
    }

    @Test
    void questions_are_bounded_and_need_the_claim() {
        var claim = bench.claimed(agent, "DEV-1");
        assertThat(bench.refusal(agent, tx -> questions.ask(tx, agent, claim.attempt(), " ", List.of())))
                .isEqualTo("validation_failed");
        assertThat(bench.refusal(
                        agent,
                        tx -> questions.ask(
                                tx, agent, claim.attempt(), "Which?", java.util.Collections.nCopies(21, "this"))))
                .isEqualTo("validation_failed");
        bench.lapse(claim.attempt());
        assertThat(bench.refusal(agent, tx -> questions.ask(tx, agent, claim.attempt(), "Still?", List.of())))
                .isEqualTo("lease_lost");
    }

    @Test
    void an_open_question_keeps_the_claim_and_its_answer_gives_back_the_lease_of_before() {
        var claim = bench.claimed(agent, "DEV-1");
        var first = asked(claim);
        var second = asked(claim);
        bench.copy.execute("UPDATE rota.work_queue SET due_at = now() WHERE subject_id = " + claim.attempt());
        assertThat(swept()).isPositive();
        assertThat(bench.state(acme, "DEV-1")).startsWith("in_progress ");
        assertThat(leaseIsWithin(claim, "7 days")).isTrue();
        answer(first);
        assertThat(leaseIsWithin(claim, "7 days")).as("another is open").isTrue();
        assertThat(bench.change(agent, tx -> questions.withdraw(tx, agent, second))
                        .status())
                .isEqualTo(Question.Status.WITHDRAWN);
        assertThat(leaseIsWithin(claim, "15 minutes")).isTrue();
        assertThat(bench.value("SELECT w.due_at = a.lease_expires_at FROM rota.work_queue w"
                        + " JOIN rota.attempt a ON a.id = w.subject_id WHERE w.kind = 'lease' AND a.id = "
                        + claim.attempt()))
                .isEqualTo("t");
    }

    @Test
    void a_longer_lease_that_was_promised_before_the_question_holds_after_its_answer() {
        var claim = bench.claimed(agent, "DEV-1");
        var renewed = bench.change(
                agent, tx -> bench.attempts.renew(tx, agent, claim.attempt(), Duration.ofHours(3), null, null));
        assertThat(renewed.cancelRequested()).isFalse();
        var question = asked(claim);
        answer(question);
        assertThat(leaseIsWithin(claim, "3 hours")).isTrue();
    }

    @Test
    void a_question_that_nobody_answers_for_seven_days_keeps_its_claim_no_longer_and_its_task_from_others() {
        var claim = bench.claimed(agent, "DEV-1");
        var question = asked(claim);
        bench.lapse(claim.attempt());
        assertThat(swept()).isPositive();
        assertThat(bench.state(acme, "DEV-1")).startsWith("todo ");
        assertThat(bench.claim(agent, ClaimRequest.NEXT)).isInstanceOf(Claim.Refused.class);
        answer(question);
        assertThat(bench.claimed(agent, "DEV-1").attempt()).isNotEqualTo(claim.attempt());
    }

    private long asked(Claim.Made claim) {
        return bench.change(agent, tx -> questions.ask(tx, agent, claim.attempt(), "Which?", List.of()))
                .id();
    }

    private void answer(long question) {
        var owner = acme.owner();
        var answered = bench.change(owner, tx -> questions.answer(tx, owner, question, "yes"));
        assertThat(answered.status()).isEqualTo(Question.Status.ANSWERED);
    }

    /** Whether the lease ends within a minute of that time from now. */
    private static boolean leaseIsWithin(Claim.Made claim, String interval) {
        return bench.value("SELECT abs(extract(epoch FROM lease_expires_at - now() - interval '" + interval
                        + "')) < 60 FROM rota.attempt WHERE id = " + claim.attempt())
                .equals("t");
    }

    @Test
    void the_sweep_gives_a_lapsed_task_back_and_says_so_in_history_and_audit() {
        var claim = bench.claimed(agent, "DEV-1");
        bench.lapse(claim.attempt());
        assertThat(swept()).isPositive();
        assertThat(bench.state(acme, "DEV-1")).isEqualTo("todo 3");
        assertThat(bench.history(acme, "DEV-1")).endsWith("claimed", "claim_expired");
        assertThat(bench.value("SELECT status FROM rota.attempt WHERE id = " + claim.attempt()))
                .isEqualTo("expired");
        assertThat(bench.value("SELECT category || ' ' || action || ' ' || actor_kind || ' ' || object_key"
                        + " FROM rota.audit_event WHERE action = 'expire_claim' AND org_id = " + acme.id()))
                .isEqualTo("SYSTEM expire_claim system DEV-1");
        assertThat(bench.column("SELECT subject_id FROM rota.work_queue WHERE org_id = " + acme.id()))
                .isEmpty();
    }

    @Test
    void a_claim_that_ends_a_lapsed_one_says_so_in_the_audit_too() {
        bench.lapse(bench.claimed(agent, "DEV-1").attempt());
        var again = bench.claimed(agent, "DEV-1");
        assertThat(again.endedLapsed()).isTrue();
        assertThat(bench.history(acme, "DEV-1")).endsWith("claim_expired", "claimed");
        assertThat(bench.column("SELECT category || ' ' || action || ' ' || actor_kind || ' ' || object_key"
                        + " FROM rota.audit_event WHERE action = 'expire_claim' AND org_id = " + acme.id()))
                .containsExactly("SYSTEM expire_claim system DEV-1");
    }

    @Test
    void the_third_lapse_fails_the_task() {
        for (var status : List.of("todo", "todo", "failed")) {
            bench.lapse(bench.claimed(agent, "DEV-1").attempt());
            assertThat(swept()).isPositive();
            assertThat(bench.state(acme, "DEV-1")).startsWith(status + " ");
        }
    }

    @Test
    void a_lease_that_was_extended_puts_its_reminder_off() {
        var claim = bench.claimed(agent, "DEV-1");
        bench.copy.execute("UPDATE rota.work_queue SET due_at = now() WHERE subject_id = " + claim.attempt());
        assertThat(swept()).isPositive();
        assertThat(bench.state(acme, "DEV-1")).isEqualTo("in_progress 2");
        var due = bench.value("SELECT due_at - now() > interval '14 minutes' FROM rota.work_queue WHERE subject_id = "
                + claim.attempt());
        assertThat(due).isEqualTo("t");
        assertThat(claim.leaseExpiresAt()).isAfter(OffsetDateTime.now(java.time.ZoneOffset.UTC));
    }

    @Test
    void the_sweep_waits_for_nobody() throws Exception {
        var claim = bench.claimed(agent, "DEV-1");
        bench.lapse(claim.attempt());
        try (var other = bench.copy.superuser();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM rota.task WHERE org_id = " + acme.id() + " FOR UPDATE");
            assertThat(swept()).isPositive();
            assertThat(bench.state(acme, "DEV-1")).isEqualTo("in_progress 2");
            other.rollback();
        }
        bench.lapse(claim.attempt());
        assertThat(swept()).isPositive();
        assertThat(bench.state(acme, "DEV-1")).isEqualTo("todo 3");
    }
}
