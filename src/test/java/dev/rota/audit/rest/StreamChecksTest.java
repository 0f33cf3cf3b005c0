package dev.rota.audit.rest;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Security C6, for many streams of one credential. */
final class StreamChecksTest {
    private final Vertx vertx = Vertx.vertx();
    private final StreamChecks checks = new StreamChecks(vertx);
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void streams_of_one_credential_are_asked_for_together_and_others_by_themselves() {
        for (var n = 0; n < 5; n++) {
            await(checks.ask("tok_1 acme", this::may));
        }
        assertThat(asked).hasValue(1);
        await(checks.ask("tok_1 globex", this::may));
        await(checks.ask("tok_2 acme", this::may));
        assertThat(asked).hasValue(3);
    }

    @Test
    void what_failed_is_asked_again_at_once() {
        assertThatThrownBy(() -> await(checks.ask("tok_1 acme", () -> Future.failedFuture("the database is away"))))
                .hasMessageContaining("away");
        await(checks.ask("tok_1 acme", this::may));
        assertThat(asked).hasValue(1);
    }

    private Future<Void> may() {
        asked.incrementAndGet();
        return Future.succeededFuture();
    }
}
