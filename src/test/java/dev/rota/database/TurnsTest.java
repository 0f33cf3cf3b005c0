package dev.rota.database;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Test;

final class TurnsTest {
    private static final int MANY = 1_000_000;

    @Test
    void a_million_turns_need_no_more_stack_than_one() {
        assertThat(await(Turns.until(n -> n == MANY, 0, n -> Future.succeededFuture(n + 1))))
                .isEqualTo(MANY);
    }

    @Test
    void so_do_turns_that_end_later() {
        var vertx = Vertx.vertx();
        try {
            assertThat(await(Turns.until(n -> n == 20_000, 0, n -> vertx.executeBlocking(() -> n + 1))))
                    .isEqualTo(20_000);
        } finally {
            await(vertx.close());
        }
    }

    @Test
    void what_is_the_last_at_first_takes_no_turn() {
        assertThat(await(Turns.until(n -> true, 7, n -> Future.failedFuture("a turn"))))
                .isEqualTo(7);
    }

    @Test
    void the_first_turn_that_fails_ends_them() {
        assertThatThrownBy(() -> await(Turns.until(n -> n == 9, 0, n -> {
                    if (n == 3) {
                        throw new IllegalStateException("in turn " + n);
                    }
                    return Future.succeededFuture(n + 1);
                })))
                .hasMessage("in turn 3");
    }
}
