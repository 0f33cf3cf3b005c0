package dev.rota.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.fault.FaultProxy;
import dev.rota.identity.Restrictions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Sixteen writers that retry blindly, while everything that can go wrong on the way to the database does (security F2 to F5,
 * F12). Short in {@code verify}, with less patience for silence than the product has; {@code -Drota.test.full=true} has the
 * product's own, and each fault eight times.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
final class FaultRunTest {
    private static final boolean FULL = Boolean.getBoolean("rota.test.full");
    private static final Duration SILENCE = FULL ? Duration.ofSeconds(8) : Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    /** A call may meet silence twice, on its way and when its refusal is recorded; its own time limit is 30 s. */
    private static final Duration MOST = SILENCE.multipliedBy(2).plus(ANSWER);

    private static final Duration RETURN = Duration.ofSeconds(5);

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private TestDatabase copy;
    private FaultProxy proxy;
    private TestServer server;
    private String token;

    /** What is done, and whether a refusal must come of it before it is healed. */
    private record Fault(String name, boolean refuses, Runnable begins) {}

    private List<Fault> faults() {
        return List.of(
                new Fault("delay of 500 ms", false, () -> proxy.delay(Duration.ofMillis(500))),
                new Fault("black hole", true, proxy::fallSilent),
                new Fault("reset", false, proxy::reset),
                new Fault("refused", true, () -> {
                    proxy.refuse();
                    proxy.reset();
                }),
                new Fault("half-closed", false, proxy::halfClose),
                new Fault("every third answer to COMMIT lost", true, () -> proxy.loseCommitAnswers(0.33)),
                new Fault("truncated answers", false, proxy::truncate),
                new Fault("garbled answers", false, proxy::corrupt));
    }

    @BeforeAll
    void start() {
        copy = TestDatabase.create();
        proxy = FaultProxy.before(copy.address());
        var url = copy.url().replaceFirst("@[^/]+/", "@127.0.0.1:" + proxy.port() + "/");
        server = TestServer.startImpatient(SILENCE, copy, Map.of("rota.database.url", url));
        var organization = server.organization();
        copy.execute("UPDATE rota.organization SET policy = policy || '{\"max_claims\": 50}'");
        token = organization.agentToken(Restrictions.NONE).reveal();
    }

    @AfterAll
    void stop() {
        server.close();
        proxy.close();
    }

    @Test
    void f3_f5_nothing_is_lost_doubled_or_unaudited_whatever_happens_on_the_way_to_the_database() throws Exception {
        var ledger = new Ledger();
        var returns = new TreeMap<String, List<Long>>();
        Writers.during("p", server.port(), token, ledger, () -> {
            for (var fault : inSomeOrder(FULL ? 8 : 1)) {
                ledger.awaitFurther(1 + random.nextInt(60), PATIENCE);
                fault.begins().run();
                if (fault.refuses()) {
                    ledger.awaitRefusal(PATIENCE);
                } else {
                    ledger.awaitFurther(1 + random.nextInt(8), PATIENCE);
                }
                proxy.heal();
                var healed = System.nanoTime();
                ledger.awaitFurther(1, PATIENCE);
                returns.computeIfAbsent(fault.name(), name -> new ArrayList<>())
                        .add(ledger.firstSuccessAfter(healed).toMillis());
            }
            ledger.awaitFurther(16, PATIENCE);
        });
        System.out.printf(
                "FaultRunTest: seed %d: %d acknowledged, refused %s, slowest refusal %d ms, ms to the first success %s%n",
                seed,
                ledger.acknowledged().size(),
                ledger.refusals(),
                ledger.slowestRefusal().toMillis(),
                returns);
        assertAnswers(ledger);
        assertReturns(returns);
        assertNothingWrong(ledger);
    }

    private List<Fault> inSomeOrder(int rounds) {
        var all = new ArrayList<Fault>();
        for (var round = 0; round < rounds; round++) {
            all.addAll(faults());
        }
        Collections.shuffle(all, random);
        return all;
    }

    /** Every call has one, in time, and a refusal says that it may be tried again. */
    private static void assertAnswers(Ledger ledger) {
        assertThat(ledger.unexpected()).isEmpty();
        assertThat(ledger.lostConnections()).isEmpty();
        assertThat(ledger.refused()).allSatisfy(refusal -> {
            assertThat(refusal.retryAfter()).isNotEmpty();
            assertThat(refusal.code())
                    .isIn("database_unavailable", "outcome_unknown", "audit_unavailable", "overloaded", "unavailable");
            assertThat(refusal.took()).isLessThan(MOST);
        });
        assertThat(ledger.refusals()).containsKey("outcome_unknown");
    }

    /** What fell into silence is found silent, not before; everything else is over at once. */
    private static void assertReturns(Map<String, List<Long>> returns) {
        returns.forEach((fault, times) -> assertThat(times).as(fault).allSatisfy(ms -> assertThat(ms)
                .isLessThan(fault.equals("black hole") ? SILENCE.plus(RETURN).toMillis() : RETURN.toMillis())));
    }

    private void assertNothingWrong(Ledger ledger) throws SQLException {
        try (var comparison = new Comparison(copy.superuser(), "p", ledger.acknowledged())) {
            assertThat(comparison.findings())
                    .allSatisfy((what, found) -> assertThat(found).as(what).isEmpty());
        }
    }
}
