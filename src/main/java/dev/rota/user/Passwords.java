package dev.rota.user;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
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
    /** Made at the start, although its 19 MiB stay: it registers with the process's end, which one that ends refuses. */
    private static final Argon2Function ARGON2ID = Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);

    private static final int SHORTEST = 8;
    private static final int LONGEST = 256;

    /** Of these parameters, and of no password anybody knows. */
    private static final String NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);

    private static final int CORES = Math.max(1, Runtime.getRuntime().availableProcessors());
    private static final int WAITING = 64;

    private final WorkerExecutor workers;
    private final AtomicInteger checks = new AtomicInteger();

    public Passwords(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor("passwords", CORES);
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
                .compose(hash -> workers.executeBlocking(() -> matches(password, hash.orElse(NOBODYS)), false)
                        .map(matching -> matching && hash.isPresent()))
                .onComplete(done -> checks.decrementAndGet());
    }

    private static boolean matches(String password, String hash) {
        return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
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
        return workers.executeBlocking(() -> made(password), false).onComplete(done -> checks.decrementAndGet());
    }

    /**
     * The hash to store instead of {@code stored}, which {@code password} is known to match; empty where that was made as
     * hashes are made today (security C16). Whether the password is a good one is not asked again.
     */
    public Future<Optional<String>> renewed(String password, String stored) {
        if (isOfToday(stored) || !begins()) {
            return Future.succeededFuture(Optional.empty());
        }
        return workers.executeBlocking(() -> Optional.of(made(password)), false)
                .onComplete(done -> checks.decrementAndGet());
    }

    private static boolean isOfToday(String hash) {
        var made = Argon2Function.getInstanceFromHash(hash);
        return made.getMemory() == ARGON2ID.getMemory()
                && made.getIterations() == ARGON2ID.getIterations()
                && made.getParallelism() == ARGON2ID.getParallelism()
                && made.getVariant() == ARGON2ID.getVariant();
    }

    private static String made(String password) {
        return Password.hash(password).addRandomSalt(16).with(ARGON2ID).getResult();
    }

    private static Future<String> weak(String why) {
        return Future.failedFuture(
                new Failure.InvalidInput(FailureCode.WEAK_PASSWORD, "password", why, List.of()).asException());
    }

    /** Whether there is room for one more; then it must be counted down at its end. */
    private boolean begins() {
        if (checks.incrementAndGet() <= CORES + WAITING) {
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
