package dev.rota.user;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Passwords by Argon2id with 19 MiB, two passes, one lane (security C16, the OWASP parameters), hashed on a pool of
 * their own so that a flood of them cannot hold up anything else.
 */
public final class Passwords {
    private static final int SHORTEST = 8;
    private static final int LONGEST = 256;
    private static final Argon2id NOBODYS = Argon2id.ofNobody();

    /** One for each core, as far as a quarter of the heap has room for what they fill. */
    private static final int THREADS = (int) Math.max(
            1,
            Math.min(
                    Runtime.getRuntime().availableProcessors(),
                    Runtime.getRuntime().maxMemory() / 4 / Argon2id.BYTES));

    private static final int WAITING = 64;

    private final WorkerExecutor workers;
    private final AtomicInteger checks = new AtomicInteger();

    public Passwords(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor("passwords", THREADS);
    }

    /**
     * Whether {@code password} is the one of a stored hash. Without a hash the same work is done, so that nobody learns by
     * the time it takes who has an account (security A21). Fails with {@code overloaded}, before {@code stored} is asked,
     * while as many are being checked as there are threads and 64 more wait (A22).
     */
    public Future<Boolean> matches(String password, Supplier<Future<Optional<String>>> stored) {
        if (!begins()) {
            return Future.failedFuture(busy());
        }
        return Future.<Void>succeededFuture()
                .compose(begun -> stored.get())
                .compose(hash -> workers.executeBlocking(
                                () -> hash.map(Argon2id::read).orElse(NOBODYS).matches(password), false)
                        .map(matching -> matching && hash.isPresent()))
                .onComplete(done -> checks.decrementAndGet());
    }

    /**
     * The hash to store. Fails with {@code weak_password}, before any work is done, for a password of fewer than 8 or more than
     * 256 characters or a common one; with {@code overloaded} as {@link #matches}.
     */
    public Future<String> hash(String password) {
        var length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            return weak("A password has " + SHORTEST + " to " + LONGEST + " characters");
        }
        if (CommonPasswords.contains(password)) {
            return weak("That password is one of those that everybody tries first; choose another");
        }
        if (!begins()) {
            return Future.failedFuture(busy());
        }
        return workers.executeBlocking(() -> Argon2id.of(password).toStore(), false)
                .onComplete(done -> checks.decrementAndGet());
    }

    /**
     * The hash to store instead of {@code stored}, which {@code password} is known to match; empty where that was made as
     * hashes are made today (security C16). Whether the password is a good one is not asked again.
     */
    public Future<Optional<String>> renewed(String password, String stored) {
        if (Argon2id.read(stored).isOfTodaysCost() || !begins()) {
            return Future.succeededFuture(Optional.empty());
        }
        return workers.executeBlocking(() -> Optional.of(Argon2id.of(password).toStore()), false)
                .onComplete(done -> checks.decrementAndGet());
    }

    private static Future<String> weak(String why) {
        return Future.failedFuture(
                new Failure.InvalidInput(FailureCode.WEAK_PASSWORD, "password", why, List.of()).asException());
    }

    /** Whether there is room for one more; then it must be counted down at its end. */
    private boolean begins() {
        if (checks.incrementAndGet() <= THREADS + WAITING) {
            return true;
        }
        checks.decrementAndGet();
        return false;
    }

    private static RuntimeException busy() {
        return new Failure.Unavailable(
                        FailureCode.OVERLOADED, "Too many people are signing in at once", Duration.ofSeconds(2))
                .asException();
    }
}
