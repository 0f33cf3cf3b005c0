package dev.rota.operation;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private static RuntimeException full() {
        return new Failure.RateLimited(Duration.ofMillis(1)).asException();
    }

    /** Refuses so many times, then lets begin. */
    private Function<Supplier<Future<String>>, Future<String>> turn(int refusals) {
        return work -> turns.incrementAndGet() > refusals ? work.get() : Future.failedFuture(full());
    }

    private Future<String> wait(int refusals, Supplier<Future<String>> work) {
        var end = Promise.<String>promise();
        vertx.runOnContext(here -> Patience.await(turn(refusals), () -> {
                    begun.incrementAndGet();
                    return work.get();
                })
                .onComplete(end));
        return end.future()
                .otherwise(
                        problem -> ((FailureException) problem).failure().code().wire());
    }

    @Test
    void what_finds_no_room_waits_for_its_turn() {
        assertThat(await(wait(3, () -> Future.succeededFuture("done")))).isEqualTo("done");
        assertThat(turns).hasValue(4);
        assertThat(begun).hasValue(1);
    }

    @Test
    void after_ten_waits_the_refusal_stands() {
        assertThat(await(wait(100, () -> Future.succeededFuture("done")))).isEqualTo("rate_limited");
        assertThat(turns).hasValue(11);
        assertThat(begun).hasValue(0);
    }

    @Test
    void what_has_begun_is_not_begun_again() {
        assertThat(await(wait(1, () -> Future.failedFuture(full())))).isEqualTo("rate_limited");
        assertThat(turns).hasValue(2);
        assertThat(begun).hasValue(1);
    }
}
