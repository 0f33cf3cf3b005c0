package dev.rota.http;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/** Waits for futures, with a deadline. */
final class Await {
    private Await() {}

    static <T> T of(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError("not complete after 10 s", e);
        }
    }
}
