package dev.rota.database;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The database's time, by which every node decides alike whether something has ended (security F10). Between two looks it
 * goes on by the node's monotonic clock, so a jump of the node's own time moves nothing. Right within half the time that
 * the last look took. Any thread.
 */
public final class DatabaseClock extends Clock {
    /** A node whose own time differs by more is not ready. */
    public static final Duration MOST_SKEW = Duration.ofSeconds(10);

    /** A slower answer tells less than what is known already. */
    private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();

    private final Database database;
    private final Clock node;
    private volatile @Nullable Seen last;

    /** @param nanos of the monotonic clock, when it was {@code time} */
    private record Seen(Instant time, long nanos) {}

    /** @param node its own time: what counts until the first look, and is compared with the database's from then on */
    public DatabaseClock(Database database, Clock node) {
        this.database = database;
        this.node = node;
    }

    /** Asks the database. Fails when it is away; what was seen last counts on then. */
    public Future<Void> look() {
        var sent = System.nanoTime();
        return database.time()
                .onSuccess(time -> {
                    var took = System.nanoTime() - sent;
                    if (last == null || took < SLOW_NANOS) {
                        last = new Seen(time, sent + took / 2);
                    }
                })
                .mapEmpty();
    }

    /** How far the node's own time is ahead of the database's; negative where it is behind. */
    public Duration skew() {
        return Duration.between(instant(), node.instant());
    }

    /** For readiness: fails while the node's own time is off by more than {@link #MOST_SKEW}. */
    public Future<Void> inTime() {
        var skew = skew();
        return skew.abs().compareTo(MOST_SKEW) > 0
                ? Future.failedFuture("this node's clock is "
                        + skew.abs().toSeconds()
                        + (skew.isNegative() ? " s behind the database's" : " s ahead of the database's"))
                : Future.succeededFuture();
    }

    @Override
    public Instant instant() {
        var seen = last;
        return seen == null ? node.instant() : seen.time().plusNanos(System.nanoTime() - seen.nanos());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** @throws UnsupportedOperationException always: the product's times are UTC */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the database's clock is UTC");
    }
}
