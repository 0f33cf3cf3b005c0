package dev.rota.user;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.List;

/**
 * Passwords by Argon2id with 19 MiB, two passes, one lane (security C16, the OWASP parameters), hashed on a pool of
 * their own so that a flood of them cannot hold up anything else.
 */
public final class Passwords {
    private static final Argon2Function ARGON2ID = Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);
    private static final int SHORTEST = 8;
    private static final int LONGEST = 256;

    private final WorkerExecutor workers;

    public Passwords(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor(
                "passwords", Math.max(1, Runtime.getRuntime().availableProcessors()));
    }

    /** The hash to store. Refuses a password of fewer than 8 or more than 256 characters before any work is done. */
    public Future<String> hash(String password) {
        var length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            return Future.failedFuture(new Failure.InvalidInput(
                            FailureCode.WEAK_PASSWORD,
                            "password",
                            "A password has " + SHORTEST + " to " + LONGEST + " characters",
                            List.of())
                    .asException());
        }
        return workers.executeBlocking(
                () -> Password.hash(password).addRandomSalt(16).with(ARGON2ID).getResult(), false);
    }
}
