package dev.rota.authentication;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.failure.RetryAfter;
import dev.rota.identity.RequestInfo;
import dev.rota.limit.Budgets;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what addresses without a valid credential may cost. Each refusal is paid from the address's budget; once that is
 * spent, tokens that nobody here has seen are not looked up for a moment, while known callers go on.
 */
public final class Strangers {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** So few that they wait on no one for long, and more than callers who come back after a restart ask for at once. */
    private static final int MOST_LOOKS = 1_024;

    private final Budgets budgets;
    private final Cache<String, Failure> paused =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(PAUSE).build();

    private final AtomicInteger looks = new AtomicInteger();

    public Strangers(Budgets budgets) {
        this.budgets = budgets;
    }

    boolean mayTry(RequestInfo info) {
        return paused.getIfPresent(info.subscriber()) == null;
    }

    /**
     * Looks a credential up, or fails with {@code overloaded} where too many are looked up already. It is nobody's turn but
     * its own: what is asked for may be to take access away, which no flood may keep from happening (security O3).
     */
    <T> Future<T> look(Supplier<Future<T>> look) {
        if (looks.incrementAndGet() > MOST_LOOKS) {
            looks.decrementAndGet();
            return Future.failedFuture(new Failure.Unavailable(
                            FailureCode.OVERLOADED, "The server is busy; nothing was done", RetryAfter.soon())
                    .asException());
        }
        return Future.<Void>succeededFuture()
                .compose(counted -> look.get())
                .onComplete(done -> looks.decrementAndGet());
    }

    /** The refusal, or {@code RateLimited} where the address has had too many. */
    <T> Future<T> refuse(RequestInfo info, @Nullable FailureException refusal) {
        var pause = paused.getIfPresent(info.subscriber());
        if (refusal == null || pause != null) {
            return Future.failedFuture(
                    (pause == null ? new Failure.RateLimited(RetryAfter.notBefore(PAUSE)) : pause).asException());
        }
        try {
            budgets.takeAddress(info.subscriber(), Budgets.READ);
            return Future.failedFuture(refusal);
        } catch (FailureException spent) {
            paused.put(info.subscriber(), spent.failure());
            return Future.failedFuture(spent);
        }
    }
}
