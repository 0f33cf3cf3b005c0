package dev.rota.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.failure.Failure;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * So many times in a period, for each key on this node. Memory is bounded: a key forgotten for want of room begins anew.
 * Any thread, nothing blocks.
 */
public final class Allowance {
    private final Bandwidth bandwidth;
    private final TimeMeter time;
    private final Cache<Object, Bucket> buckets;

    /**
     * That comes back bit by bit: whoever has used all of it has one more after a part of the period.
     *
     * @param keys that are remembered; the least used are forgotten first
     */
    public Allowance(int times, Duration period, int keys) {
        this(Bandwidth.builder().capacity(times).refillGreedy(times, period).build(), period, keys, System::nanoTime);
    }

    private Allowance(Bandwidth bandwidth, Duration period, int keys, LongSupplier nanoTime) {
        this.bandwidth = bandwidth;
        time = new NanoTime(nanoTime);
        buckets = Caffeine.newBuilder()
                .maximumSize(keys)
                .expireAfterAccess(period)
                .ticker(nanoTime::getAsLong)
                .build();
    }

    /** One that comes back as a whole, when a period is over that began with the first time; otherwise the same. */
    public static Allowance wholly(int times, Duration period, int keys) {
        return wholly(times, period, keys, System::nanoTime);
    }

    static Allowance wholly(int times, Duration period, int keys, LongSupplier nanoTime) {
        return new Allowance(
                Bandwidth.builder()
                        .capacity(times)
                        .refillIntervally(times, period)
                        .build(),
                period,
                keys,
                nanoTime);
    }

    /** Undoes one {@link #take}: what it was taken for does not count after all. */
    public void giveBack(Object key) {
        var bucket = buckets.getIfPresent(key);
        if (bucket != null) {
            bucket.addTokens(1);
        }
    }

    /** @throws dev.rota.failure.FailureException with {@code RateLimited}, which says when there is one again */
    public void take(Object key) {
        var taken = bucket(key).tryConsumeAndReturnRemaining(1);
        if (!taken.isConsumed()) {
            throw new Failure.RateLimited(Duration.ofNanos(taken.getNanosToWaitForRefill())).asException();
        }
    }

    /**
     * Takes nothing: for what is known only later to count, by {@link #spend}.
     *
     * @throws dev.rota.failure.FailureException as {@link #take}
     */
    public void requireLeft(Object key) {
        var left = bucket(key).estimateAbilityToConsume(1);
        if (!left.canBeConsumed()) {
            throw new Failure.RateLimited(Duration.ofNanos(left.getNanosToWaitForRefill())).asException();
        }
    }

    /** Takes one where there is one. */
    public void spend(Object key) {
        bucket(key).tryConsumeAsMuchAsPossible(1);
    }

    private Bucket bucket(Object key) {
        return buckets.get(key, absent -> Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(bandwidth)
                .build());
    }
}
