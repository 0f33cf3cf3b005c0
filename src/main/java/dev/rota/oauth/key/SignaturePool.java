package dev.rota.oauth.key;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** Where signatures are made and verified: each costs up to milliseconds, which no event loop can spend. */
public interface SignaturePool {
    /** Fails with {@code overloaded} at once where too many wait. */
    <T> Future<T> run(Callable<T> work);

    /** A thread for each core, and 256 that may wait for one. */
    static SignaturePool of(Vertx vertx) {
        var cores = Math.max(1, Runtime.getRuntime().availableProcessors());
        var most = 256 + cores;
        var workers = vertx.createSharedWorkerExecutor("signatures", cores);
        var running = new AtomicInteger();
        return new SignaturePool() {
            @Override
            public <T> Future<T> run(Callable<T> work) {
                if (running.incrementAndGet() > most) {
                    running.decrementAndGet();
                    return Future.failedFuture(new Failure.Unavailable(
                                    FailureCode.OVERLOADED,
                                    "Too many signatures are being made and verified",
                                    Duration.ofSeconds(2))
                            .asException());
                }
                return workers.executeBlocking(work, false).onComplete(done -> running.decrementAndGet());
            }
        };
    }
}
