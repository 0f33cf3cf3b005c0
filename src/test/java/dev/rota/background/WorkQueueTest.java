package dev.rota.background;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase copy = TestDatabase.create();
    private final Database database = copy.open(vertx);
    private TestOrganization acme;

    @BeforeEach
    void found() {
        acme = TestOrganization.create(vertx, database);
    }

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    private record Doing(String kind, BiFunction<OrganizationTx, Long, Future<Optional<Duration>>> task)
            implements Work {
        Doing(Function<Long, Future<Optional<Duration>>> task) {
            this("of_a_test", (tx, subject) -> task.apply(subject));
        }

        @Override
        public Future<Optional<Duration>> run(OrganizationTx tx, long subject) {
            return task.apply(tx, subject);
        }
    }

    private WorkQueue queue(Function<Long, Future<Optional<Duration>>> task) {
        return new WorkQueue(database, List.of(new Doing(task)));
    }

    private void due(String subjects, String when) {
        copy.execute("INSERT INTO rota.work_queue (org_id, kind, subject_id, due_at) SELECT " + acme.id()
                + ", 'of_a_test', s, " + when + " FROM generate_series(" + subjects + ") s");
    }

    private String left() {
        try (var connection = copy.superuser();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT coalesce(string_agg(concat_ws(' ', subject_id, tries,"
                        + " CASE WHEN due_at = 'infinity' THEN 'parked' WHEN due_at > now() THEN 'later' ELSE 'due' END),"
                        + " ', ' ORDER BY subject_id), '') FROM rota.work_queue WHERE kind = 'of_a_test'")) {
            return row.next() ? row.getString(1) : "";
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int done(WorkQueue queue) {
        return await(queue.runOnce());
    }

    @Test
    void what_is_due_is_done_once_and_what_is_not_waits() {
        due("1, 250", "now()");
        due("1000, 1000", "now() + interval '1 hour'");
        var seen = new ConcurrentLinkedQueue<Long>();
        var queue = queue(subject -> {
            seen.add(subject);
            return Future.succeededFuture(Optional.empty());
        });
        assertThat(done(queue)).isEqualTo(250);
        assertThat(seen).hasSize(250).doesNotHaveDuplicates();
        assertThat(left()).isEqualTo("1000 0 later");
    }

    @Test
    void two_queues_at_once_share_the_work() {
        due("1, 60", "now()");
        var seen = new ConcurrentLinkedQueue<Long>();
        Function<Long, Future<Optional<Duration>>> task = subject -> {
            seen.add(subject);
            return Future.succeededFuture(Optional.empty());
        };
        var both = Future.all(queue(task).runOnce(), queue(task).runOnce());
        assertThat(await(both).<Integer>list().stream().mapToInt(n -> n).sum()).isEqualTo(60);
        assertThat(seen).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void work_that_wants_to_come_back_stays() {
        due("1, 1", "now()");
        assertThat(done(queue(subject -> Future.succeededFuture(Optional.of(Duration.ofMinutes(1))))))
                .isEqualTo(1);
        assertThat(left()).isEqualTo("1 0 later");
    }

    @Test
    void f12_an_item_that_fails_holds_up_no_other_and_is_parked_after_five_times() {
        due("1, 2", "now()");
        var parked = new AtomicInteger();
        Function<Long, Future<Optional<Duration>>> task = subject -> subject == 1
                ? Future.failedFuture(new IllegalStateException("of a test"))
                : Future.succeededFuture(Optional.empty());
        var queue = new WorkQueue(database, List.of(new Doing(task)), parked::incrementAndGet);
        assertThat(done(queue)).isEqualTo(1);
        assertThat(left()).isEqualTo("1 1 later");
        assertThat(parked).hasValue(0);
        for (var time = 0; time < 4; time++) {
            copy.execute("UPDATE rota.work_queue SET due_at = now() WHERE kind = 'of_a_test'");
            assertThat(done(queue)).isZero();
        }
        assertThat(left()).isEqualTo("1 5 parked");
        assertThat(parked).hasValue(1);
    }

    @Test
    void f12_an_item_that_takes_too_long_holds_up_no_other_either() {
        due("1, 2", "now()");
        var queue = new WorkQueue(
                database,
                List.of(new Doing(
                        "of_a_test",
                        (tx, subject) ->
                                subject == 1 ? timesOut(tx) : Future.succeededFuture(Optional.<Duration>empty()))));
        assertThat(done(queue)).isEqualTo(1);
        assertThat(left()).isEqualTo("1 1 later");
        for (var time = 0; time < 6; time++) {
            copy.execute("UPDATE rota.work_queue SET due_at = now() WHERE kind = 'of_a_test'");
            assertThat(done(queue)).isZero();
        }
        assertThat(left()).as("it may be the database's fault").isEqualTo("1 7 later");
    }

    private static Future<Optional<Duration>> timesOut(OrganizationTx tx) {
        return tx.count("SELECT set_config('statement_timeout', '20', true) WHERE $1::bigint > 0")
                .compose(soon -> tx.count("SELECT pg_sleep(60) WHERE $1::bigint > 0"))
                .map(Optional.empty());
    }

    @Test
    void f12_a_heap_of_one_kind_does_not_hold_up_another() {
        due("1, 300", "now() - interval '1 minute'");
        copy.execute("INSERT INTO rota.work_queue (org_id, kind, subject_id, due_at) VALUES (" + acme.id()
                + ", 'another', 7, now())");
        var seen = new ConcurrentLinkedQueue<String>();
        var kinds = Stream.of("of_a_test", "another")
                .map(kind -> new Doing(kind, (tx, subject) -> {
                    seen.add(kind);
                    return Future.succeededFuture(Optional.<Duration>empty());
                }))
                .toList();
        assertThat(done(new WorkQueue(database, List.copyOf(kinds)))).isEqualTo(301);
        assertThat(seen.stream().limit(2)).containsExactlyInAnyOrder("of_a_test", "another");
    }

    @Test
    void a_node_that_does_not_fit_leaves_the_queue_to_others() {
        due("1, 1", "now()");
        var asked = new AtomicInteger();
        var isFit = new AtomicBoolean();
        var thrice = Promise.<Void>promise();
        var worked = Promise.<Boolean>promise();
        var queue = queue(subject -> {
            worked.tryComplete(isFit.get());
            return Future.succeededFuture(Optional.empty());
        });
        var verticle = new BackgroundVerticle(queue, new BackgroundSettings(Duration.ofMillis(100)), () -> {
            if (asked.incrementAndGet() == 3) {
                thrice.complete();
            }
            return isFit.get() ? Future.succeededFuture() : Future.failedFuture("an old schema");
        });
        var id = await(vertx.deployVerticle(verticle));
        await(thrice.future());
        isFit.set(true);
        assertThat(await(worked.future())).as("while it was fit").isTrue();
        await(vertx.undeploy(id));
        assertThat(left()).isEmpty();
    }

    @Test
    void a_verticle_looks_by_itself_and_stops_after_the_item_in_progress() {
        due("1, 2", "now()");
        var began = Promise.<Void>promise();
        var goesOn = Promise.<Optional<Duration>>promise();
        var items = new AtomicInteger();
        var queue = queue(subject -> {
            items.incrementAndGet();
            began.tryComplete();
            return goesOn.future();
        });
        var verticle =
                new BackgroundVerticle(queue, new BackgroundSettings(Duration.ofMillis(100)), Future::succeededFuture);
        var id = await(vertx.deployVerticle(verticle));
        await(began.future());
        var stopped = vertx.undeploy(id);
        assertThat(stopped.isComplete()).isFalse();
        goesOn.complete(Optional.empty());
        await(stopped);
        var done = items.get(); // the one in progress, and what was taken before the verticle heard of its end
        assertThat(left()).isEqualTo(done == 1 ? "2 0 due" : "");
    }
}
