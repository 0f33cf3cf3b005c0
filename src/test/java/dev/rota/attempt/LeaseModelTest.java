package dev.rota.attempt;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.attempt.Claim.Made;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.task.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Any order of claim, renew, finish, lapse and sweep, against a model that fits on a page. */
class LeaseModelTest {
    private static final int STEPS = 40;
    private static final int MOST_LAPSES = AttemptSettings.DEFAULT.maxAttempts();
    private static AttemptBench bench;

    @BeforeAll
    static void open() {
        bench = new AttemptBench();
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    /** What one task should be like. */
    private static final class Model {
        TaskStatus status = TaskStatus.TODO;

        @Nullable
        Made held;

        int holder;
        boolean lapsed;
        int lapses;

        void claimed(Made claim, int by) {
            lapses += lapsed ? 1 : 0;
            held = claim;
            holder = by;
            lapsed = false;
            status = TaskStatus.IN_PROGRESS;
        }

        boolean isClaimable() {
            return !status.isTerminal() && (held == null || (lapsed && lapses + 1 < MOST_LAPSES));
        }

        void released(TaskStatus to) {
            held = null;
            lapsed = false;
            status = to;
        }

        void swept() {
            if (held != null && lapsed) {
                lapses++;
                released(lapses >= MOST_LAPSES ? TaskStatus.FAILED : TaskStatus.TODO);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> any_order_leaves_at_most_one_live_lease() {
        var given = Long.getLong("seed");
        return (given == null ? LongStream.range(0, 12) : LongStream.of(given))
                .mapToObj(seed -> DynamicTest.dynamicTest("-Dseed=" + seed, () -> play(new Random(seed))));
    }

    private void play(Random random) {
        var acme = bench.organization();
        var agents = List.of(acme.agent(), bench.agent(acme, "second"));
        bench.task(agents.get(0), "the task");
        var model = new Model();
        var past = new ArrayList<Made>();
        for (var step = 0; step < STEPS; step++) {
            var who = random.nextInt(2);
            step(acme, random, model, past, who, agents.get(who));
            assertThat(bench.state(acme, "DEV-1")).as("step %s", step).startsWith(model.status.wire() + " ");
            var running =
                    bench.column("SELECT id FROM rota.attempt WHERE status = 'running' AND org_id = " + acme.id());
            assertThat(running)
                    .as("step %s", step)
                    .isEqualTo(model.held == null ? List.of() : List.of("" + model.held.attempt()));
        }
    }

    private void step(TestOrganization acme, Random random, Model model, List<Made> past, int who, Caller caller) {
        var held = model.held;
        var mine = held != null && model.holder == who && !model.lapsed;
        switch (random.nextInt(6)) {
            case 0, 1 -> claim(model, past, who, caller);
            case 2 -> {
                var id = held != null
                        ? held.attempt()
                        : past.isEmpty() ? 1 : past.get(0).attempt();
                assertThat(works(() ->
                                bench.change(caller, tx -> bench.attempts.renew(tx, caller, id, null, null, null))))
                        .isEqualTo(mine);
            }
            case 3 -> {
                if (held != null) {
                    var status = random.nextInt(4) == 0 ? AttemptStatus.SUCCESS : AttemptStatus.FAILED;
                    assertThat(works(() -> bench.finish(caller, held, status))).isEqualTo(mine);
                    if (mine) {
                        model.released(status == AttemptStatus.SUCCESS ? TaskStatus.DONE : TaskStatus.TODO);
                    }
                }
            }
            case 4 -> {
                if (held != null) {
                    bench.lapse(held.attempt());
                    model.lapsed = true;
                }
            }
            default -> {
                int done = await(bench.queue.runOnce());
                assertThat(done).isGreaterThanOrEqualTo(model.lapsed ? 1 : 0);
                model.swept();
            }
        }
        if (model.status.isTerminal() && random.nextBoolean()) {
            bench.move(caller, "DEV-1", TaskStatus.TODO);
            bench.copy.execute("UPDATE rota.task SET lapsed_attempts = 0 WHERE org_id = " + acme.id());
            model.lapses = 0;
            model.status = TaskStatus.TODO;
        }
    }

    private static void claim(Model model, List<Made> past, int who, Caller caller) {
        Claim claim = null;
        try {
            claim = bench.claim(caller, ClaimRequest.of(AttemptBench.ref("DEV-1")));
        } catch (FailureException e) {
            assertThat(e.failure().code().wire()).isEqualTo("invalid_transition");
        }
        assertThat(claim instanceof Made).isEqualTo(model.isClaimable());
        if (claim instanceof Made made) {
            past.add(made);
            model.claimed(made, who);
        }
    }

    private static boolean works(java.util.function.Supplier<?> change) {
        try {
            return change.get() != null;
        } catch (FailureException e) {
            assertThat(e.failure().code().wire()).isIn("lease_lost", "not_found");
            return false;
        }
    }
}
