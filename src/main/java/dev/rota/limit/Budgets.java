package dev.rota.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Token buckets of this node: per credential, then per organization, and per address where there is no credential. A
 * bucket holds three seconds' worth of calls. Memory is bounded: a key forgotten for want of room, or after ten idle
 * minutes, begins with a full bucket. Any thread, nothing blocks.
 */
public final class Budgets {
    /** What a call that changes something costs. */
    public static final int WRITE = 2;

    public static final int READ = 1;

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int BURST_SECONDS = 3;

    private final LimitSettings settings;
    private final TimeMeter time;
    private final Cache<Object, Budget> credentials;
    private final Cache<Object, Budget> organizations;
    private final Cache<Object, Budget> addresses;

    public Budgets(LimitSettings settings) {
        this(settings, System::nanoTime);
    }

    Budgets(LimitSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.time = new NanoTime(nanoTime);
        this.credentials = cache(nanoTime);
        this.organizations = cache(nanoTime);
        this.addresses = cache(nanoTime);
    }

    /**
     * Takes {@code weight} from a credential's budget and from its organization's, or from neither.
     *
     * @param credential what the credential is known by; any value with equals
     * @param organization the same for the organization that pays
     * @param callsPerMinute the organization's policy for one credential
     * @throws dev.rota.failure.FailureException with {@code RateLimited}, which says when there is enough again
     */
    public void take(Object credential, Object organization, int callsPerMinute, int weight) {
        var own = credential(credential, callsPerMinute);
        own.take(weight);
        try {
            organization(organization, callsPerMinute).take(weight);
        } catch (RuntimeException refused) {
            own.giveBack(weight);
            throw refused;
        }
    }

    /** From the credential's budget alone, for work that spans organizations. Throws as {@link #take}. */
    public void takeCredential(Object credential, int callsPerMinute, int weight) {
        credential(credential, callsPerMinute).take(weight);
    }

    /** From the budget of an address that has shown no valid credential. Throws as {@link #take}. */
    public void takeAddress(String address, int weight) {
        addresses
                .get(
                        address,
                        key -> new Budget("address", settings.addressCallsPerMinute(), settings.addressBurst(), time))
                .take(weight);
    }

    private Budget credential(Object key, int callsPerMinute) {
        var rate = Math.min(callsPerMinute, settings.mostCallsPerMinute());
        return credentials
                .get(key, absent -> new Budget("credential", rate, burst(rate), time))
                .at(rate, burst(rate));
    }

    private Budget organization(Object key, int callsPerMinute) {
        var rate = (long) Math.min(callsPerMinute, settings.mostCallsPerMinute()) * settings.organizationShare();
        return organizations
                .get(key, absent -> new Budget("organization", rate, burst(rate), time))
                .at(rate, burst(rate));
    }

    /** At least one write, however small the rate. */
    private static long burst(long callsPerMinute) {
        return Math.max(WRITE, callsPerMinute * BURST_SECONDS / 60);
    }

    private Cache<Object, Budget> cache(LongSupplier nanoTime) {
        return Caffeine.newBuilder()
                .maximumSize(settings.keys())
                .expireAfterAccess(IDLE)
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    long remembered() {
        credentials.cleanUp();
        addresses.cleanUp();
        return credentials.estimatedSize() + addresses.estimatedSize();
    }
}
