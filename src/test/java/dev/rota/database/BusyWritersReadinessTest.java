package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Security O9: a node whose changes all wait goes on being sent calls, and does know about its schema. */
final class BusyWritersReadinessTest {
    private static TestDatabase schema;
    private static Vertx vertx;
    private static Database database;

    @BeforeAll
    static void open() throws Exception {
        schema = TestDatabase.create();
        vertx = Vertx.vertx();
        database = new Database(vertx, schema.address(), new DatabaseSettings(1, 64, 1, 1, Duration.ofMillis(100)));
        Promise<Void> opened = Promise.promise();
        vertx.runOnContext(turn -> database.open().onComplete(opened));
        opened.future().await(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void close() throws Exception {
        database.close().transform(closed -> vertx.close()).await(10, TimeUnit.SECONDS);
    }

    @Test
    void o9_no_check_waits_behind_the_changes() throws Exception {
        var now = new AtomicLong();
        var watch = new CatalogWatch(new CatalogRules(database), now::get);
        var version = new SchemaVersion(database);
        await(watch.holds());
        now.addAndGet(CatalogWatch.WHILE_HELD.toNanos());
        var change = database.list(DatabaseRole.API, "SELECT 1 FROM pg_sleep(1)", row -> 1);
        assertThatThrownBy(() -> await(new CatalogRules(database).violations()))
                .hasMessageContaining("Too much is being written");

        await(version.fits());
        await(watch.holds());
        await(watch.holds());

        assertThat(change.isComplete()).isFalse();
        var unused = await(change);
    }

    @Test
    void o9_a_broken_rule_is_told_once_it_was_seen_and_no_longer_when_it_is_mended() throws Exception {
        var now = new AtomicLong();
        var watch = new CatalogWatch(new CatalogRules(database), now::get);
        await(watch.holds());
        schema.execute("ALTER TABLE rota.task NO FORCE ROW LEVEL SECURITY");
        try {
            await(watch.holds());
            awaitVerdict(watch, now, false);
        } finally {
            schema.execute("ALTER TABLE rota.task FORCE ROW LEVEL SECURITY");
        }
        awaitVerdict(watch, now, true);
    }

    /** Time goes on, since a look may find no connection within a tenth of a second. */
    private static void awaitVerdict(CatalogWatch watch, AtomicLong now, boolean held) {
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (watch.holds().succeeded() != held) {
            now.addAndGet(CatalogWatch.WHILE_HELD.toNanos());
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.SECONDS);
    }
}
