package dev.rota.limit;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.RetryAfter;
import dev.rota.identity.RequestInfo;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How much of its time a call has left (security O2): work nobody will wait for is not begun. */
public final class Deadlines {
    private final Duration call;
    private final LongSupplier nanoTime;

    /** @param call from arrival to answer */
    public Deadlines(Duration call) {
        this(call, System::nanoTime);
    }

    Deadlines(Duration call, LongSupplier nanoTime) {
        this.call = call;
        this.nanoTime = nanoTime;
    }

    /** Zero when it is over, never negative. */
    public Duration left(RequestInfo request) {
        var left = call.minusNanos(nanoTime.getAsLong() - request.startedNanos());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * Call it before each piece of work that costs something.
     *
     * @throws dev.rota.failure.FailureException with {@code Unavailable} ({@code overloaded}) when the time is over
     */
    public void check(RequestInfo request) {
        if (left(request).isZero()) {
            throw new Failure.Unavailable(
                            FailureCode.OVERLOADED, "The call waited too long; nothing was done", RetryAfter.soon())
                    .asException();
        }
    }
}
