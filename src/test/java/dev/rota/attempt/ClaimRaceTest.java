package dev.rota.attempt;

import static dev.rota.TestDatabase.await;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.background.BackgroundSettings;
import dev.rota.background.BackgroundVerticle;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** 32 callers race for 200 tasks while leases lapse; {@code -Drota.test.full=true} lets them race for 30 s. */
class ClaimRaceTest {
    private static final int CALLERS = 32;
    private static final int TASKS = 200;
    private static final Duration TIME = Duration.ofSeconds(Boolean.getBoolean("rota.test.full") ? 30 : 6);

    private final Map<Long, AttemptStatus> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger claimed = new AtomicInteger();
    private final AtomicInteger lapsed = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();

    @Test
    void no_task_ever_has_two_live_leases_and_no_finished_attempt_is_lost() {
        try (var bench = new AttemptBench(new AttemptSettings(Duration.ofMinutes(15), 100, 2))) {
            var acme = bench.organization();
            var maker = acme.agent();
            IntStream.range(0, TASKS)
                    .forEach(n ->
                            bench.task(maker, "task " + n, n % 5 - 2, null, java.util.List.of(), java.util.List.of()));
            var often = new BackgroundSettings(Duration.ofMillis(100));
            var nodes = Stream.of(1, 2)
                    .map(node -> await(bench.vertx.deployVerticle(
                            new BackgroundVerticle(bench.queue, often, Future::succeededFuture))))
                    .toList();
            var until = System.nanoTime() + TIME.toNanos();
            var racers = IntStream.range(0, CALLERS)
                    .mapToObj(n -> race(bench, bench.agent(acme, "agent " + n), new Random(n), until))
                    .toList();
            finished(Future.all(racers).mapEmpty());
            nodes.forEach(node -> await(bench.vertx.undeploy(node)));
            check(bench);
        }
    }

    private void check(AttemptBench bench) {
        assertThat(
                        bench.column(
                                """
                        SELECT a.task_id FROM (
                          SELECT task_id, started_at, lag(CASE status WHEN 'running' THEN lease_expires_at
                                   WHEN 'expired' THEN least(finished_at, lease_expires_at) ELSE finished_at END)
                                   OVER (PARTITION BY task_id ORDER BY started_at, id) AS earlier_end
                            FROM rota.attempt) a
                         WHERE a.earlier_end > a.started_at"""))
                .as("tasks with two live leases at one time")
                .isEmpty();
        var stored = bench.column("SELECT id || ' ' || status FROM rota.attempt WHERE status <> 'running'").stream()
                .map(row -> row.split(" "))
                .collect(java.util.stream.Collectors.toMap(
                        row -> Long.valueOf(row[0]), row -> AttemptStatus.of(row[1])));
        assertThat(stored).as("what was acknowledged").containsAllEntriesOf(acknowledged);
        assertThat(bench.value("SELECT count(*) FROM rota.attempt")).isEqualTo(String.valueOf(claimed.get()));
        history(bench, "claimed", "SELECT id FROM rota.attempt");
        history(bench, "finished", "SELECT id FROM rota.attempt WHERE status IN ('success', 'partial', 'failed')");
        history(bench, "claim_expired", "SELECT id FROM rota.attempt WHERE status = 'expired'");
        assertThat(bench.column("SELECT id FROM rota.task WHERE (status = 'in_progress') <> EXISTS (SELECT FROM"
                        + " rota.attempt a WHERE a.task_id = task.id AND a.status = 'running')"))
                .as("tasks in progress without an attempt, or the other way round")
                .isEmpty();
        assertThat(lapsed.get()).as("leases that lapsed").isPositive();
        assertThat(late.get()).as("finishes that came too late").isPositive();
    }

    /** Each of these attempts has exactly one history entry of that type. */
    private static void history(AttemptBench bench, String type, String attempts) {
        var recorded = bench.column("SELECT attempt_id FROM rota.task_event WHERE type = '" + type + "'");
        assertThat(recorded).as(type).containsExactlyInAnyOrderElementsOf(bench.column(attempts));
        assertThat(recorded.stream().collect(groupingBy(id -> id)).values())
                .as(type)
                .allSatisfy(times -> assertThat(times).hasSize(1));
    }

    private Future<Void> race(AttemptBench bench, Caller caller, Random random, long until) {
        if (System.nanoTime() > until) {
            return Future.succeededFuture();
        }
        return bench.database
                .inOrganization(caller, tx -> bench.claims.claim(tx, caller, ClaimRequest.NEXT))
                .compose(claim ->
                        claim instanceof Claim.Made made ? work(bench, caller, made, random) : Future.succeededFuture())
                .recover(ClaimRaceTest::unlessBusy)
                .compose(done -> race(bench, caller, random, until));
    }

    private Future<Void> work(AttemptBench bench, Caller caller, Claim.Made claim, Random random) {
        claimed.incrementAndGet();
        var status = random.nextInt(50) == 0 ? AttemptStatus.SUCCESS : AttemptStatus.PARTIAL;
        return switch (random.nextInt(4)) {
            case 0 -> lapse(bench, claim).compose(gone -> finish(bench, caller, claim, status));
            case 1 -> lapse(bench, claim);
            case 2 ->
                bench.database
                        .inOrganization(
                                caller, tx -> bench.attempts.renew(tx, caller, claim.attempt(), null, 50, "half"))
                        .compose(renewed -> finish(bench, caller, claim, status));
            default -> finish(bench, caller, claim, status);
        };
    }

    private Future<Void> finish(AttemptBench bench, Caller caller, Claim.Made claim, AttemptStatus status) {
        return bench.database
                .inOrganization(caller, tx -> bench.attempts.finish(tx, caller, claim.attempt(), status, Outcome.NONE))
                .<Void>map(finished -> {
                    acknowledged.put(claim.attempt(), status);
                    return null;
                })
                .recover(problem -> {
                    if (code(problem) == FailureCode.LEASE_LOST) {
                        late.incrementAndGet();
                        return Future.succeededFuture();
                    }
                    return Future.failedFuture(problem);
                });
    }

    private Future<Void> lapse(AttemptBench bench, Claim.Made claim) {
        return bench.vertx.executeBlocking(
                () -> {
                    bench.lapse(claim.attempt());
                    lapsed.incrementAndGet();
                    return null;
                },
                false);
    }

    /** The pool or a lock may be too busy for a moment; that answer says that nothing was done. */
    private static Future<Void> unlessBusy(Throwable problem) {
        var code = code(problem);
        return code == FailureCode.UNAVAILABLE || code == FailureCode.DATABASE_UNAVAILABLE
                ? Future.succeededFuture()
                : Future.failedFuture(problem);
    }

    private static FailureCode code(Throwable problem) {
        return problem instanceof FailureException known ? known.failure().code() : FailureCode.INTERNAL_ERROR;
    }

    private static void finished(Future<Void> racers) {
        try {
            racers.await(TIME.toSeconds() + 60, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("the race did not end", e);
        }
    }
}
