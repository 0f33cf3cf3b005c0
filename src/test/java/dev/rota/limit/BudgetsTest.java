package dev.rota.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.failure.Quota;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security section 9, budgets, and O4. */
final class BudgetsTest {
    private static final int CALLS_PER_MINUTE = 1_200;
    private static final String ACME = "acme";

    private final VirtualTime time = new VirtualTime();
    private final AtomicInteger nodes = new AtomicInteger(1);
    private final Budgets budgets = new Budgets(LimitSettings.DEFAULTS, nodes::get, time);

    @Test
    void a_credential_has_a_burst_of_sixty_and_then_twenty_a_second() {
        assertThat(succeeding(1_000, () -> take("tok_1", Budgets.READ))).isEqualTo(60);
        time.pass(Duration.ofSeconds(1));
        assertThat(succeeding(1_000, () -> take("tok_1", Budgets.READ))).isEqualTo(20);
    }

    @Test
    void at_the_limit_all_calls_pass_and_one_more_does_not() {
        assertThat(succeeding(60, () -> take("tok_1", Budgets.READ))).isEqualTo(60);
        assertThat(succeeding(1, () -> take("tok_1", Budgets.READ))).isZero();
    }

    @Test
    void writes_weigh_twice() {
        assertThat(succeeding(1_000, () -> take("tok_1", Budgets.WRITE))).isEqualTo(30);
    }

    @Test
    void a_refused_call_says_when_to_come_back_and_then_is_served() {
        var unused = succeeding(60, () -> take("tok_1", Budgets.READ));
        var refused = (FailureException) catchThrowable(() -> take("tok_1", Budgets.WRITE));
        var retryAfter = ((Failure.RateLimited) refused.failure()).retryAfter();
        assertThat(retryAfter).isBetween(Duration.ofMillis(100), Duration.ofMillis(4_100));
        time.pass(Duration.ofMillis(99));
        assertThat(succeeding(1, () -> take("tok_1", Budgets.WRITE))).isZero();
        time.pass(Duration.ofMillis(1));
        assertThat(succeeding(1, () -> take("tok_1", Budgets.WRITE))).isEqualTo(1);
    }

    @Test
    void o4_a_refusal_tells_whose_budget_is_spent_and_what_it_gives() {
        var unused = succeeding(60, () -> take("tok_1", Budgets.READ));
        assertThat(refusal("tok_1")).isEqualTo(new Quota("credential", 60, Duration.ofSeconds(3)));
        for (int credential = 2; credential < 10; credential++) {
            var name = "tok_" + credential;
            assertThat(succeeding(60, () -> take(name, Budgets.READ))).isLessThanOrEqualTo(60);
        }
        assertThat(refusal("tok_new")).isEqualTo(new Quota("organization", 300, Duration.ofSeconds(3)));
    }

    @Test
    void o4_what_is_left_of_a_budget_is_told_where_it_is_too_little() {
        var unused = succeeding(59, () -> take("tok_1", Budgets.READ));
        var refused = (FailureException) catchThrowable(() -> take("tok_1", Budgets.WRITE));
        assertThat(((Failure.RateLimited) refused.failure()).left()).isEqualTo(1);
    }

    private @Nullable Quota refusal(String credential) {
        var refused = (FailureException) catchThrowable(() -> take(credential, Budgets.READ));
        return ((Failure.RateLimited) refused.failure()).quota();
    }

    @Test
    void a_full_budget_does_not_grow() {
        time.pass(Duration.ofHours(1));
        assertThat(succeeding(1_000, () -> take("tok_1", Budgets.READ))).isEqualTo(60);
    }

    @Test
    void credentials_of_one_organization_share_five_times_one_budget() {
        var served = 0;
        for (int credential = 0; credential < 10; credential++) {
            var name = "tok_" + credential;
            served += succeeding(60, () -> take(name, Budgets.READ));
        }
        assertThat(served).isEqualTo(300);
        assertThat(succeeding(60, () -> budgets.take("tok_x", "globex", CALLS_PER_MINUTE, Budgets.READ)))
                .as("another organization")
                .isEqualTo(60);
    }

    @Test
    void what_the_organization_refuses_is_not_charged_to_the_credential() {
        for (int credential = 0; credential < 5; credential++) {
            var name = "tok_" + credential;
            assertThat(succeeding(60, () -> take(name, Budgets.READ))).isEqualTo(60);
        }
        assertThat(succeeding(60, () -> take("tok_late", Budgets.READ))).isZero();
        assertThat(succeeding(60, () -> budgets.take("tok_late", "globex", CALLS_PER_MINUTE, Budgets.READ)))
                .isEqualTo(60);
    }

    @Test
    void whoever_spans_organizations_pays_in_each_or_in_none() {
        var both = Map.of(ACME, CALLS_PER_MINUTE, "globex", 60);
        assertThat(succeeding(1_000, () -> budgets.take("tok_1", both, CALLS_PER_MINUTE, Budgets.READ)))
                .as("what the smaller of the two has")
                .isEqualTo(15);
        assertThat(succeeding(1_000, () -> take("tok_1", Budgets.READ)))
                .as("nothing is paid for what the other organization refuses")
                .isEqualTo(45);
        assertThat(succeeding(1_000, () -> budgets.take("tok_2", "globex", 60, Budgets.READ)))
                .as("its rate is its own policy's")
                .isZero();
    }

    @Test
    void f8_nodes_share_the_budget_of_an_organization_but_each_has_one_credentials() {
        nodes.set(2);
        assertThat(organization("acme")).isEqualTo(150);
        nodes.set(8);
        assertThat(organization("globex")).isEqualTo(60);
        nodes.set(0);
        assertThat(organization("initech")).as("a node that knows of none").isEqualTo(300);
    }

    /** How many calls ten credentials get. */
    private int organization(String name) {
        return IntStream.range(0, 10)
                .map(credential ->
                        succeeding(60, () -> budgets.take(name + credential, name, CALLS_PER_MINUTE, Budgets.READ)))
                .sum();
    }

    @Test
    void o3_whoever_takes_access_away_pays_from_their_own_budgets_alone() {
        assertThat(organization(ACME)).isEqualTo(300);
        assertThat(succeeding(1_000, () -> budgets.takeOwn("tok_a", "owner", CALLS_PER_MINUTE, Budgets.WRITE)))
                .isEqualTo(30);
        assertThat(succeeding(1_000, () -> budgets.takeOwn("tok_b", "owner", CALLS_PER_MINUTE, Budgets.WRITE)))
                .as("by another of their credentials")
                .isZero();
        assertThat(succeeding(1_000, () -> budgets.takeOwn("tok_c", "admin", CALLS_PER_MINUTE, Budgets.WRITE)))
                .isEqualTo(30);
    }

    @Test
    void an_organization_decides_its_own_rate() {
        var wide = new Budgets(LimitSettings.DEFAULTS.forDemo(), nodes::get, time);
        assertThat(succeeding(1_000, () -> wide.take("tok_1", ACME, 120_000, Budgets.READ)))
                .isEqualTo(1_000);
        assertThat(succeeding(1_000, () -> budgets.take("tok_1", ACME, 120_000, Budgets.READ)))
                .as("three seconds of the most that the deployment lets anybody have")
                .isEqualTo(600);
        assertThat(succeeding(10, () -> budgets.take("tok_2", "small", 1, Budgets.WRITE)))
                .as("one write fits into any budget")
                .isEqualTo(1);
    }

    @Test
    void a_changed_rate_holds_at_once() {
        assertThat(succeeding(30, () -> take("tok_1", Budgets.READ))).isEqualTo(30);
        assertThat(succeeding(1_000, () -> budgets.take("tok_1", ACME, 120, Budgets.READ)))
                .as("half of a burst of six")
                .isEqualTo(3);
        assertThat(succeeding(1_000, () -> budgets.take("tok_1", ACME, 120_000, Budgets.READ)))
                .isLessThan(1_000);
    }

    @Test
    void an_address_without_a_credential_has_a_burst_of_forty_and_then_ten_a_second() {
        assertThat(succeeding(4_000, () -> budgets.takeAddress("192.0.2.1", 1))).isEqualTo(40);
        assertThat(succeeding(10, () -> budgets.takeAddress("192.0.2.2", 1))).isEqualTo(10);
        time.pass(Duration.ofSeconds(1));
        assertThat(succeeding(4_000, () -> budgets.takeAddress("192.0.2.1", 1))).isEqualTo(10);
    }

    @Test
    void memory_is_bounded_whoever_asks() {
        var small = new Budgets(
                new LimitSettings(5, 600, 40, 1_000, 1, 1, 1, Duration.ofMillis(1), 12_000, 10), nodes::get, time);
        for (int i = 0; i < 100_000; i++) {
            small.takeAddress("address " + i, 1);
        }
        assertThat(small.remembered()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void idle_keys_are_forgotten() {
        take("tok_1", Budgets.READ);
        assertThat(budgets.remembered()).isEqualTo(1);
        time.pass(Duration.ofMinutes(11));
        assertThat(budgets.remembered()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void threads_together_get_no_more_than_one_would(int threads) throws Exception {
        var served = new AtomicInteger();
        var done = new CountDownLatch(threads);
        var pool = Executors.newFixedThreadPool(threads);
        for (int i = 0; i < threads; i++) {
            pool.execute(() -> {
                served.addAndGet(succeeding(1_000, () -> take("tok_1", Budgets.READ)));
                done.countDown();
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        pool.shutdown();
        assertThat(served).hasValue(60);
    }

    private void take(String credential, int weight) {
        budgets.take(credential, ACME, CALLS_PER_MINUTE, weight);
    }

    private static int succeeding(int calls, Runnable call) {
        var succeeded = 0;
        for (int i = 0; i < calls; i++) {
            try {
                call.run();
                succeeded++;
            } catch (FailureException e) {
                assertThat(e.failure()).isInstanceOf(Failure.RateLimited.class);
            }
        }
        return succeeded;
    }
}
