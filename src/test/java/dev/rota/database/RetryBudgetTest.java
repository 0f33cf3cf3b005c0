package dev.rota.database;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.failure.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Security O7: what conflicted is tried again at most twice, and by few. O2: what the roles may take. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RetryBudgetTest {
    private Vertx vertx;
    private TestDatabase copy;
    private Database database;
    private TestOrganization organization;

    @BeforeAll
    void open() {
        vertx = Vertx.vertx();
        copy = TestDatabase.create();
        database = copy.open(vertx);
        organization = TestOrganization.create(vertx, database);
        // Called with the organization, as every statement is.
        copy.execute("CREATE FUNCTION rota.conflict(org bigint) RETURNS int LANGUAGE plpgsql AS"
                + " $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = 'serialization_failure'; END $$");
    }

    @AfterAll
    void close() {
        await(database.close());
        await(vertx.close());
    }

    private Future<Integer> conflicting(Database through, AtomicInteger tries) {
        return through.asWorker(organization.id(), tx -> {
            tries.incrementAndGet();
            return tx.one("SELECT rota.conflict($1)", row -> 0);
        });
    }

    @Test
    void o7_a_transaction_is_tried_three_times_in_all() {
        var fresh = TestDatabase.opened(vertx, new Database(vertx, copy.address(), DatabaseSettings.DEFAULT));
        var tries = new AtomicInteger();
        assertThatThrownBy(() -> await(conflicting(fresh, tries)))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refused -> assertThat(refused.failure().code().wire()).isEqualTo("unavailable"));
        assertThat(tries).hasValue(3);
        await(fresh.close());
    }

    @Test
    void o7_when_everything_conflicts_a_tenth_is_tried_again_and_a_few() {
        var tries = new AtomicInteger();
        var calls = 200;
        for (var round = 0; round < 10; round++) {
            await(Future.join(IntStream.range(0, calls / 10)
                            .mapToObj(call -> conflicting(database, tries))
                            .toList())
                    .otherwiseEmpty());
        }
        assertThat(tries.get() - calls).isBetween(calls / 10, calls / 10 + 20);
    }

    @Test
    void o7_pauses_differ_and_grow() {
        for (var tries = 0; tries < 2; tries++) {
            long most = 10L << tries;
            var pauses =
                    LongStream.generate(pausesAfter(tries)).limit(200).boxed().toList();
            assertThat(pauses).allMatch(ms -> ms >= most / 2 && ms < most);
            assertThat(pauses.stream().distinct()).hasSizeGreaterThan(2);
        }
    }

    private static LongSupplier pausesAfter(int tries) {
        return () -> RetryBudget.pauseMillis(tries);
    }

    @Test
    void o2_every_role_is_held_to_five_seconds_a_statement_and_one_for_a_lock() {
        for (var role : DatabaseRole.values()) {
            var set = await(database.first(
                            role,
                            "SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'),"
                                    + " current_setting('idle_in_transaction_session_timeout')) AS limits",
                            row -> row.getString("limits")))
                    .orElseThrow();
            assertThat(set).as(role.wire()).isEqualTo("5s 1s 5s");
        }
    }
}
