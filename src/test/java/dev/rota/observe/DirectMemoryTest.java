package dev.rota.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security O10: a node that has no memory for its buffers left is replaced. */
final class DirectMemoryTest {
    private final AtomicLong now = new AtomicLong();
    private final DirectMemory memory = new DirectMemory(now::get);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failed to allocate 4194304 byte(s) of direct memory (used: 134217728, max: 134217728)",
                "Cannot reserve 4194304 bytes of direct buffer memory (allocated: 134217728, limit: 134217728)"
            })
    void o10_it_does_not_suffice_for_a_while_after_it_ran_out(String told) {
        assertThat(memory.suffices()).isTrue();
        memory.failed(new CompletionException(new OutOfMemoryError(told)));
        now.addAndGet(DirectMemory.FORGIVEN.toNanos() - 1);
        assertThat(memory.suffices()).isFalse();
        now.incrementAndGet();
        assertThat(memory.suffices()).isTrue();
    }

    @Test
    void o10_what_nobody_handled_counts() throws Exception {
        var vertx = Vertx.vertx();
        try {
            memory.watch(vertx);
            var after = new CountDownLatch(1);
            var context = vertx.getOrCreateContext();
            context.runOnContext(turn -> {
                throw new OutOfMemoryError("no direct memory");
            });
            context.runOnContext(turn -> after.countDown());
            assertThat(after.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(memory.suffices()).isFalse();
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void o10_other_failures_say_nothing_of_it() {
        memory.failed(new OutOfMemoryError("unable to create native thread"));
        memory.failed(new IllegalStateException("direct"));
        assertThat(memory.suffices()).isTrue();
    }
}
