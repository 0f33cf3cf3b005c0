package dev.rota.database;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.fault.FaultProxy;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a call is told when the way to the database fails, and whether the next call finds it again (F2, F3, F5). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LostConnectionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final String RENAME = "UPDATE project SET name = $3 WHERE org_id = $1 AND id = $2";
    private static final String NUMBER = "SELECT $2::bigint AS n WHERE $1::bigint[] IS NOT NULL";
    private static final String NAME = "SELECT name FROM project WHERE org_id = ANY ($1) AND id = $2";

    private final AtomicLong numbers = new AtomicLong();
    private Vertx vertx;
    private TestDatabase copy;
    private Database straight;
    private TestOrganization organization;
    private Caller caller;

    private FaultProxy proxy;
    private Database database;

    @BeforeAll
    void makeOrganization() {
        vertx = Vertx.vertx();
        copy = TestDatabase.create();
        straight = copy.open(vertx);
        organization = TestOrganization.create(vertx, straight);
        caller = organization.agent();
    }

    @BeforeEach
    void openProxy() {
        proxy = FaultProxy.before(copy.address());
        database = TestDatabase.opened(
                vertx,
                new Database(vertx, proxy.through(), DatabaseSettings.DEFAULT, UnaryOperator.identity(), PATIENCE));
    }

    /** The server of the tests takes few connections, and other classes need some. */
    @AfterEach
    void closeProxy() {
        proxy.close();
        await(database.close());
    }

    @AfterAll
    void close() {
        await(straight.close());
        await(vertx.close());
    }

    @Test
    void f5_a_lost_answer_to_commit_is_told_as_unknown_though_the_change_is_there() {
        assertThat(rename("before")).isEqualTo("ok");
        proxy.loseCommitAnswers(1);
        assertThat(rename("committed")).isEqualTo("outcome_unknown");
        assertThat(name(straight)).isEqualTo("committed");
        proxy.heal();
        assertThat(rename("after")).isEqualTo("ok");
    }

    @Test
    void f2_a_connection_lost_before_commit_changes_nothing_and_says_so() {
        assertThat(rename("as it was")).isEqualTo("ok");
        var outcome = outcome(() -> database.inOrganization(
                caller, tx -> tx.count(RENAME, organization.dev().id(), "never")
                        .onSuccess(done -> proxy.reset())
                        .compose(done -> tx.count(RENAME, organization.dev().id(), "never either"))));
        assertThat(outcome).isEqualTo("database_unavailable");
        assertThat(name(straight)).isEqualTo("as it was");
        assertThat(rename("as it is")).isEqualTo("ok");
    }

    @Test
    void f2_calls_that_were_queued_behind_a_full_pipeline_are_told_the_same() {
        var calls = new ArrayList<Future<?>>();
        proxy.fallSilent();
        for (var i = 0; i < 200; i++) {
            calls.add(database.confirm(caller));
        }
        proxy.reset();
        calls.forEach(call -> assertThat(outcome(() -> call)).isEqualTo("database_unavailable"));
    }

    @Test
    void f3_silence_is_cut_and_no_call_waits_for_ever() {
        assertThat(rename("before")).isEqualTo("ok");
        proxy.fallSilent();
        var began = System.nanoTime();
        var reads = new ArrayList<Future<?>>();
        for (var i = 0; i < 200; i++) {
            reads.add(database.confirm(caller));
        }
        var writes = new ArrayList<Future<?>>();
        for (var i = 0; i < 20; i++) {
            writes.add(database.inOrganization(
                    caller, tx -> tx.count(RENAME, organization.dev().id(), "never")));
        }
        reads.forEach(read -> assertThat(outcome(() -> read)).isEqualTo("database_unavailable"));
        writes.forEach(write -> assertThat(outcome(() -> write)).isIn("database_unavailable", "overloaded"));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE.multipliedBy(5));
        proxy.heal();
        awaitReads();
        assertThat(rename("after")).isEqualTo("ok");
        assertThat(name(straight)).isEqualTo("after");
    }

    @Test
    void f3_a_statement_of_background_work_is_cut_too() {
        assertThat(look()).isEqualTo("ok");
        proxy.fallSilent();
        assertThat(look()).isEqualTo("database_unavailable");
        proxy.heal();
        assertThat(look()).isEqualTo("ok");
    }

    @Test
    void f3_connections_that_were_begun_in_silence_leave_their_places() {
        proxy.fallSilent();
        var early = new ArrayList<Future<?>>();
        for (var i = 0; i < DatabaseSettings.DEFAULT.writeConnections(); i++) {
            early.add(write(0));
        }
        early.forEach(write -> assertThat(outcome(() -> write)).isIn("database_unavailable", "overloaded"));
        proxy.heal();
        var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        List<String> outcomes;
        do { // until all of them are there: one fewer would not get so many done in time
            assertThat(System.nanoTime()).as("the pool is whole again").isLessThan(deadline);
            var writes = new ArrayList<Future<?>>();
            for (var i = 0; i < 3 * DatabaseSettings.DEFAULT.writeConnections(); i++) {
                writes.add(write(0.4));
            }
            outcomes = writes.stream()
                    .map(write -> outcome(() -> write))
                    .distinct()
                    .toList();
        } while (!outcomes.equals(List.of("ok")));
    }

    @Test
    void f5_a_commit_into_silence_is_unknown() {
        assertThat(rename("before")).isEqualTo("ok");
        var outcome = outcome(() -> database.inOrganization(
                caller,
                tx -> tx.count(RENAME, organization.dev().id(), "perhaps").onSuccess(done -> proxy.fallSilent())));
        assertThat(outcome).isEqualTo("outcome_unknown");
    }

    @Test
    void o2_more_writers_than_connections_can_serve_in_time_are_refused_as_overload() {
        assertThat(rename("before")).isEqualTo("ok");
        var calls = new ArrayList<Future<?>>();
        for (var i = 0; i < 300; i++) {
            calls.add(database.inOrganization(
                    caller, tx -> tx.first("SELECT pg_sleep(0.3) AS slept WHERE $1 > 0", row -> "")));
        }
        var outcomes =
                calls.stream().map(call -> outcome(() -> call)).distinct().toList();
        assertThat(outcomes).containsExactlyInAnyOrder("ok", "overloaded");
    }

    @Test
    void o3_a_revocation_does_not_stand_behind_all_other_changes() {
        var others = new ArrayList<Future<?>>();
        for (var i = 0; i < 100; i++) {
            others.add(database.inOrganization(
                    caller, tx -> tx.first("SELECT pg_sleep(0.5) AS slept WHERE $1 > 0", row -> "")));
        }
        assertThat(outcome(() -> database.inOrganization(
                        caller,
                        Line.REVOCATIONS,
                        tx -> tx.count(RENAME, organization.dev().id(), "at once"))))
                .isEqualTo("ok");
        assertThat(others).anyMatch(other -> !other.isComplete());
        others.forEach(other -> assertThat(outcome(() -> other)).isIn("ok", "overloaded"));
    }

    @Test
    void f12_an_answer_that_is_no_answer_or_half_of_one_fails_its_call_alone() {
        for (Runnable fault : List.<Runnable>of(proxy::truncate, proxy::corrupt, proxy::halfClose, proxy::reset)) {
            assertThat(rename("before")).isEqualTo("ok");
            var beside = reads();
            fault.run();
            beside.putAll(reads());
            assertThat(outcome(() -> database.confirm(caller))).isIn("database_unavailable", "ok");
            assertThat(rename("after")).isIn("database_unavailable", "outcome_unknown", "ok");
            beside.forEach((number, read) -> {
                assertThat(outcome(() -> read)).isIn("database_unavailable", "ok");
                assertThat(read.result()).as("the answer of another").isIn(number, null);
            });
            awaitReads();
            assertThat(rename("later")).isEqualTo("ok");
        }
    }

    /** By the number that is the answer of each. */
    private Map<Long, Future<Long>> reads() {
        return LongStream.range(0, 100)
                .map(n -> numbers.incrementAndGet())
                .boxed()
                .collect(Collectors.toMap(
                        n -> n,
                        n -> database.read(caller, tx -> tx.first(NUMBER, row -> row.getLong("n"), n)
                                .map(Optional::orElseThrow))));
    }

    @Test
    void f2_while_nobody_listens_calls_fail_at_once_and_the_first_after_it_succeeds() {
        proxy.refuse();
        proxy.reset();
        assertThat(outcome(() -> database.confirm(caller))).isEqualTo("database_unavailable");
        assertThat(rename("never")).isEqualTo("database_unavailable");
        proxy.heal();
        var began = System.nanoTime();
        awaitReads();
        assertThat(rename("after")).isEqualTo("ok");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }

    private void awaitReads() {
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!outcome(() -> database.confirm(caller)).equals("ok")) {
            assertThat(System.nanoTime()).as("reads work again within 10 s").isLessThan(deadline);
        }
    }

    private String look() {
        return outcome(() -> database.list(DatabaseRole.WORKER, "SELECT $1::integer AS one", row -> "", 1));
    }

    private Future<String> write(double seconds) {
        return database.inOrganization(
                caller, tx -> tx.first("SELECT pg_sleep(" + seconds + ") AS slept WHERE $1 > 0", row -> "")
                        .map(Optional::orElseThrow));
    }

    private String rename(String name) {
        return outcome(() -> database.inOrganization(
                caller, tx -> tx.count(RENAME, organization.dev().id(), name)));
    }

    private String name(Database through) {
        return await(through.read(
                        caller,
                        tx -> tx.first(
                                NAME,
                                row -> row.getString("name"),
                                organization.dev().id())))
                .orElseThrow();
    }

    /** The code of the failure; "ok" for a success. */
    private static String outcome(Supplier<Future<?>> call) {
        try {
            await(call.get().<Void>mapEmpty());
            return "ok";
        } catch (FailureException e) {
            assertThat(e.failure()).isInstanceOf(Failure.Unavailable.class);
            return e.failure().code().wire();
        }
    }
}
