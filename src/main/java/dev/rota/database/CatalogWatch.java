package dev.rota.database;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether {@link CatalogRules} hold, as far as is known (security O9). The catalog is much to read and is asked on a
 * connection that changes wait for too, so only the first question waits for the answer: later ones are told what was found
 * last, and have it looked at again, one look at a time. Any thread.
 */
public final class CatalogWatch {
    /** The catalog is asked no more often than that while it is as it should be. */
    static final Duration WHILE_HELD = Duration.ofMinutes(1);
    /** While it is not, or could not be asked. */
    static final Duration WHILE_BROKEN = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(CatalogWatch.class);

    private final CatalogRules rules;
    private final LongSupplier nanos;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile @Nullable Found last;

    /** @param due when to look again, by {@code nanos} */
    private record Found(List<CatalogRules.Violation> broken, long due) {}

    /** Reads the rules from the class path, so not for an event loop. */
    public CatalogWatch(Database database) {
        this(new CatalogRules(database), System::nanoTime);
    }

    /** @param nanos a monotonic clock */
    CatalogWatch(CatalogRules rules, LongSupplier nanos) {
        this.rules = rules;
        this.nanos = nanos;
    }

    /**
     * For readiness: fails while a rule was broken when the catalog was last seen, or it never was. That it
     * cannot be asked just now changes nothing.
     */
    public Future<Void> holds() {
        var known = last;
        var isDue = known == null || nanos.getAsLong() - known.due() >= 0;
        if (isDue && looking.compareAndSet(false, true)) {
            var looked = look().onComplete(done -> looking.set(false));
            return known == null ? looked.compose(CatalogRules::refuse) : CatalogRules.refuse(known.broken());
        }
        return known == null
                ? Future.failedFuture("the catalog has not been seen yet")
                : CatalogRules.refuse(known.broken());
    }

    private Future<List<CatalogRules.Violation>> look() {
        return rules.violations()
                .onSuccess(broken -> last = new Found(broken, in(broken.isEmpty() ? WHILE_HELD : WHILE_BROKEN)))
                .onFailure(problem -> {
                    LOG.debug("the catalog cannot be asked", problem);
                    var known = last;
                    last = known == null ? null : new Found(known.broken(), in(WHILE_BROKEN));
                });
    }

    private long in(Duration pause) {
        return nanos.getAsLong() + pause.toNanos();
    }
}
