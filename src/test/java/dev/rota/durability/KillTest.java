package dev.rota.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.database.embedded.EmbeddedPostgres;
import dev.rota.settings.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * SIGKILL under sixteen writers that retry blindly, first of the server, then of its database. Short in {@code verify};
 * {@code -Drota.test.full=true} kills twenty times.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
final class KillTest {
    private static final boolean FULL = Boolean.getBoolean("rota.test.full");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration READY = Duration.ofSeconds(5);
    private static final Duration READY_ON_A_SLOW_MACHINE = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Duration RETURN = Duration.ofSeconds(2);

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Path dataDirectory = Path.of("target", "test-killed").toAbsolutePath();
    private int port;
    private ServerProcess server;

    @BeforeAll
    void start() throws Exception {
        deleteTree(dataDirectory);
        port = FreePorts.choose();
        server = ServerProcess.start(dataDirectory, port);
        say(
                "first start with database and demo: %d ms, seed %d",
                server.awaitReady().toMillis(), seed);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void f1_no_acknowledged_write_is_lost_doubled_or_unaudited_when_the_server_is_killed() throws Exception {
        var kills = FULL ? 20 : 3;
        var ledger = new Ledger();
        var calm = restartInCalm();
        var starts = new ArrayList<Duration>();
        Writers.during("s", port, server.agentKey(), ledger, () -> {
            for (var kill = 0; kill < kills; kill++) {
                ledger.awaitFurther(1 + random.nextInt(FULL ? 300 : 150), PATIENCE);
                restart(random.nextInt(40));
                if (random.nextInt(4) == 0) { // and once more while it recovers
                    restart(300 + random.nextInt(1_500));
                }
                starts.add(server.awaitReady());
            }
            ledger.awaitFurther(16, PATIENCE);
        });
        say(
                "%d kills: %d acknowledged calls, %d connections lost, %s; ready again after %s ms, in calm %d",
                kills,
                ledger.acknowledged().size(),
                ledger.lostConnections().size(),
                ledger.refusals(),
                starts.stream().map(Duration::toMillis).toList(),
                calm.toMillis());
        assertNothingWrong("s", ledger);
        assertThat(starts.stream().min(Comparator.naturalOrder()).orElseThrow())
                .as("the quickest start after a kill, %s in calm", calm)
                .isLessThan(longest(READY, calm.multipliedBy(3)));
        assertThat(starts.stream().sorted().skip(starts.size() / 2).findFirst().orElseThrow())
                .as("the median of the starts, %s in calm", calm)
                .isLessThan(READY_ON_A_SLOW_MACHINE);
    }

    @Test
    void f2_the_server_outlives_its_database_and_answers_as_soon_as_that_is_back() throws Exception {
        var kills = FULL ? 20 : 3;
        var ledger = new Ledger();
        var returns = new ArrayList<Long>();
        Writers.during("d", port, server.agentKey(), ledger, () -> {
            for (var kill = 0; kill < kills; kill++) {
                ledger.awaitFurther(1 + random.nextInt(150), PATIENCE);
                var victim = kill % 3 == 1 ? backend() : server.postmaster();
                assertThat(ProcessHandle.of(victim).orElseThrow().destroyForcibly())
                        .isTrue();
                var accepting = awaitAccepting(victim);
                ledger.awaitFurther(1, PATIENCE);
                returns.add(Ledger.millis(firstSuccess(ledger, accepting) - accepting));
            }
            ledger.awaitFurther(16, PATIENCE);
        });
        say(
                "%d database kills: %d acknowledged calls, %s, slowest refusal %d ms, first success %s ms after it"
                        + " accepted again",
                kills,
                ledger.acknowledged().size(),
                ledger.refusals(),
                ledger.slowestRefusal().toMillis(),
                returns);
        assertThat(server.survives(Duration.ofMillis(1))).as("the server lives").isTrue();
        assertThat(ledger.lostConnections()).as("every call is answered").isEmpty();
        assertThat(ledger.refused()).allSatisfy(refusal -> {
            assertThat(refusal.retryAfter()).isNotEmpty();
            assertThat(refusal.code())
                    .isIn("database_unavailable", "outcome_unknown", "audit_unavailable", "overloaded");
            assertThat(refusal.took()).isLessThan(ANSWER);
        });
        assertThat(returns).allSatisfy(ms -> assertThat(ms).isLessThan(RETURN.toMillis()));
        assertNothingWrong("d", ledger);
    }

    private void assertNothingWrong(String run, Ledger ledger) throws SQLException {
        assertThat(ledger.unexpected()).isEmpty();
        try (var comparison = new Comparison(dataDirectory, run, ledger.acknowledged())) {
            assertThat(comparison.findings())
                    .allSatisfy((what, found) -> assertThat(found).as(what).isEmpty());
        }
    }

    /**
     * Ends the server as an operator does and starts the next, which nobody calls and which has nothing to recover: what
     * this machine can do at the moment. Neither has an archive of classes, and callers take both cores.
     */
    private Duration restartInCalm() throws Exception {
        server.terminate();
        server = ServerProcess.start(dataDirectory, port);
        return server.awaitReady();
    }

    private static Duration longest(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Kills the server after that many milliseconds, and starts the next. */
    private void restart(int afterMs) throws IOException, InterruptedException {
        assertThat(server.survives(Duration.ofMillis(afterMs))).isTrue();
        server.kill();
        server = ServerProcess.start(dataDirectory, port);
    }

    /** A server process of a call that is being worked on. */
    private long backend() throws SQLException {
        var address = EmbeddedPostgres.find(dataDirectory).orElseThrow();
        try (var connection = DriverManager.getConnection(
                        address.jdbcUrl(EmbeddedPostgres.DATABASE), address.user(), address.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE usename = 'rota_api'"
                        + " ORDER BY state = 'active' DESC, state_change DESC LIMIT 1")) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }

    /** When the database accepts again; asked by its superuser, as fast as refusals come. */
    private long awaitAccepting(long victim) {
        var address = EmbeddedPostgres.find(dataDirectory).orElseThrow();
        var url = address.jdbcUrl(EmbeddedPostgres.DATABASE) + "?connectTimeout=2&loginTimeout=2";
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var dead = ProcessHandle.of(victim).map(ProcessHandle::onExit);
        dead.ifPresent(
                exit -> exit.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join());
        while (System.nanoTime() < deadline) {
            try (var connection = DriverManager.getConnection(url, address.user(), address.password())) {
                if (connection.isValid(2)) {
                    return System.nanoTime();
                }
            } catch (SQLException notYet) {
                LockSupport.parkNanos(1_000_000);
            }
        }
        throw new AssertionError("the database did not come back within " + PATIENCE);
    }

    private static long firstSuccess(Ledger ledger, long after) {
        return ledger.acknowledged().stream()
                .mapToLong(Ledger.Acknowledgement::answeredNanos)
                .filter(nanos -> nanos > after)
                .min()
                .orElseThrow();
    }

    private static void say(String format, Object... values) {
        System.out.printf("KillTest: " + format + "%n", values);
    }

    static void deleteTree(Path top) throws IOException {
        if (!Files.exists(top)) {
            return;
        }
        List<Path> all;
        try (var tree = Files.walk(top)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (var path : all) {
            Files.delete(path);
        }
    }
}
