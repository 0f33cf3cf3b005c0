package dev.rota.database;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Security F10: a node's own time may be anything. */
final class DatabaseClockTest {
    private final Vertx vertx = Vertx.vertx();
    private final Database database = TestDatabase.create().open(vertx);
    private final Jumping node = new Jumping();
    private final DatabaseClock clock = new DatabaseClock(database, node);

    /** A clock that somebody sets. */
    private static final class Jumping extends Clock {
        private Duration off = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(off);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void f10_a_jump_of_the_nodes_clock_moves_nothing_and_is_told() {
        await(clock.look());
        assertThat(clock.inTime().succeeded()).isTrue();
        for (var jump : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1), Duration.ofSeconds(12)}) {
            node.off = jump;
            assertThat(Duration.between(Instant.now(), clock.instant()).abs()).isLessThan(Duration.ofSeconds(2));
            assertThat(clock.skew().minus(jump).abs()).isLessThan(Duration.ofSeconds(2));
            assertThatThrownBy(() -> await(clock.inTime())).hasMessageContaining("this node's clock is ");
        }
        node.off = Duration.ofSeconds(5);
        assertThat(clock.inTime().succeeded()).isTrue();
    }

    @Test
    void f10_what_was_seen_last_counts_while_the_database_is_away() {
        await(clock.look());
        node.off = Duration.ofHours(1);
        await(database.close());
        assertThatThrownBy(() -> await(clock.look())).isInstanceOf(Exception.class);
        assertThat(Duration.between(Instant.now(), clock.instant()).abs()).isLessThan(Duration.ofSeconds(2));
    }
}
