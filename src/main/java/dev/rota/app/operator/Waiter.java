package dev.rota.app.operator;

import io.vertx.core.Future;

/** How a command that blocks waits for what does not. */
public interface Waiter {
    /** The outcome; a failure is thrown as it is. */
    <T> T waitFor(Future<T> future);
}
