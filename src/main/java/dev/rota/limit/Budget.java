package dev.rota.limit;

import dev.rota.failure.Failure;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/** One token bucket whose rate may change while it is in use. */
final class Budget {
    private final Bucket bucket;
    private volatile long callsPerMinute;

    Budget(long callsPerMinute, long burst, TimeMeter time) {
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
            var wait = bucket.estimateAbilityToConsume(weight).getNanosToWaitForRefill();
            throw new Failure.RateLimited(Duration.ofNanos(wait)).asException();
        }
    }

    void giveBack(int weight) {
        bucket.addTokens(weight);
    }

    private static Bandwidth bandwidth(long callsPerMinute, long burst) {
        return Bandwidth.builder()
                .capacity(burst)
                .refillGreedy(callsPerMinute, Duration.ofMinutes(1))
                .build();
    }
}
