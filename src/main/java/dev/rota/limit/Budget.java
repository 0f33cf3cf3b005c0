package dev.rota.limit;

import dev.rota.failure.Failure;
import dev.rota.failure.Quota;
import dev.rota.failure.RetryAfter;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/** One token bucket whose rate may change while it is in use. */
final class Budget {
    private final String name;
    private final Bucket bucket;
    private volatile long callsPerMinute;
    private volatile Quota quota;

    /** @param name whose it is, as callers are told */
    Budget(String name, long callsPerMinute, long burst, TimeMeter time) {
        this.name = name;
        this.quota = quota(callsPerMinute, burst);
        this.callsPerMinute = callsPerMinute;
        this.bucket = Bucket.builder()
                .addLimit(bandwidth(callsPerMinute, burst))
                .withCustomTimePrecision(time)
                .build();
    }

    /** This budget at the given rate. A changed rate keeps how full it is. */
    Budget at(long rate, long burst) {
        if (rate != callsPerMinute) {
            callsPerMinute = rate;
            quota = quota(rate, burst);
            bucket.replaceConfiguration(
                    BucketConfiguration.builder()
                            .addLimit(bandwidth(rate, burst))
                            .build(),
                    TokensInheritanceStrategy.PROPORTIONALLY);
        }
        return this;
    }

    void take(int weight) {
        if (!bucket.tryConsume(weight)) {
            var estimate = bucket.estimateAbilityToConsume(weight);
            var wait = RetryAfter.notBefore(Duration.ofNanos(estimate.getNanosToWaitForRefill()));
            var left = Math.min(estimate.getRemainingTokens(), weight - 1L); // it may have filled up since
            throw new Failure.RateLimited(wait, quota, left).asException();
        }
    }

    void giveBack(int weight) {
        bucket.addTokens(weight);
    }

    private Quota quota(long rate, long burst) {
        return new Quota(name, burst, Duration.ofMillis(burst * 60_000 / rate));
    }

    private static Bandwidth bandwidth(long callsPerMinute, long burst) {
        return Bandwidth.builder()
                .capacity(burst)
                .refillGreedy(callsPerMinute, Duration.ofMinutes(1))
                .build();
    }
}
