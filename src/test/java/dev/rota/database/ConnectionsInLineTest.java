package dev.rota.database;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.failure.FailureException;
import dev.rota.fault.FaultProxy;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a connection after the call that had it, and what whoever stands in line for one gets (security F2). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConnectionsInLineTest {
    private static final int CONNECTIONS = DatabaseSettings.DEFAULT.poolSize(DatabaseRole.WORKER);
    private static final String SLEEPING =
            " FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";

    private VertxInternal vertx;
    private TestDatabase copy;
    private FaultProxy proxy;
    private Database database;

    @BeforeAll
    void copyDatabase() {
        vertx = (VertxInternal) Vertx.vertx();
        copy = TestDatabase.create();
    }

    @BeforeEach
    void openDatabase() {
        proxy = FaultProxy.before(copy.address());
        database = TestDatabase.opened(vertx, new Database(vertx, proxy.through(), DatabaseSettings.DEFAULT.patient()));
    }

    @AfterEach
    void closeDatabase() {
        terminateSleeping();
        awaitSleeping(0);
        proxy.close();
        await(database.close());
    }

    @AfterAll
    void close() {
        await(vertx.close());
    }

    enum Loss {
        /** By the way there: what is asked gets no answer. */
        RESET,
        /** By the server, which says so first and hangs up then. */
        TERMINATED
    }

    @ParameterizedTest
    @CsvSource({"RESET, 1", "RESET, 2", "TERMINATED, 1", "TERMINATED, 2"})
    void a_lost_connection_is_not_handed_to_the_next_in_line(Loss loss, int eventLoops) {
        var lost = sleepers(4, CONNECTIONS, vertx.createEventLoopContext());
        awaitSleeping(CONNECTIONS);
        var inLine = Stream.generate(vertx::createEventLoopContext)
                .limit(eventLoops)
                .flatMap(loop -> sleepers(0, CONNECTIONS, loop).stream())
                .toList();
        switch (loss) {
            case RESET -> proxy.reset();
            case TERMINATED -> terminateSleeping();
        }
        assertThat(lost).allMatch(call -> outcome(call).equals("database_unavailable"));
        assertThat(inLine).allMatch(call -> outcome(call).equals("ok"));
    }

    @Test
    void a_statement_that_is_refused_costs_no_connection() {
        var connection = await(backend(1));
        for (var value : List.<Object>of("no number", 0)) { // by the driver, and by the server
            assertThat(await(backend(value).otherwise(-1))).isEqualTo(-1);
            assertThat(await(backend(1))).as("after " + value).isEqualTo(connection);
        }
    }

    /** The process that serves the statement; fails for 0 and for what is no number. */
    private Future<Integer> backend(Object one) {
        return database.first(
                        DatabaseRole.WORKER, "SELECT pg_backend_pid() / $1::integer", row -> row.getInteger(0), one)
                .map(found -> found.orElseThrow());
    }

    /** Calls from {@code loop}, each of which has a connection or stands in line when this returns. */
    private List<Future<?>> sleepers(int seconds, int count, Context loop) {
        Supplier<Future<?>> call =
                () -> database.list(DatabaseRole.WORKER, "SELECT pg_sleep($1)::text", row -> "", (double) seconds);
        var calls = Stream.<Future<?>>generate(() -> Future.future(answer ->
                        loop.runOnContext(turn -> call.get().<Void>mapEmpty().onComplete(answer))))
                .limit(count)
                .toList();
        await(Future.<Void>future(begun -> loop.runOnContext(turn -> begun.complete())));
        return calls;
    }

    private void terminateSleeping() {
        copy.ask("SELECT pg_terminate_backend(pid)" + SLEEPING);
    }

    private void awaitSleeping(int connections) {
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (copy.ask("SELECT pid" + SLEEPING).size() != connections) {
            assertThat(System.nanoTime()).as(connections + " sleep").isLessThan(deadline);
        }
    }

    /** The code of the failure; "ok" for a success. */
    private static String outcome(Future<?> call) {
        try {
            await(call.<Void>mapEmpty());
            return "ok";
        } catch (FailureException e) {
            return e.failure().code().wire();
        }
    }
}
