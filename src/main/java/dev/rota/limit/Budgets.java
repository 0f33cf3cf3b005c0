package dev.rota.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Token buckets of this node: per credential, then per organization, and per address where there is no credential. An
 * organization's is shared among the nodes, each of which has its part of it, but no less than one credential's: whoever
 * has a single connection is on one node. A bucket holds three seconds' worth of calls. Memory is bounded: a key forgotten
 * for want of room, or after ten idle minutes, begins with a full bucket. Any thread, nothing blocks.
 */
public final class Budgets {
    /** What a call that changes something costs. */
    public static final int WRITE = 2;

    public static final int READ = 1;

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int BURST_SECONDS = 3;

    private final LimitSettings settings;
    private final IntSupplier nodes;
    private final TimeMeter time;
    private final Cache<Object, Budget> credentials;
    private final Cache<Object, Budget> organizations;
    private final Cache<Object, Budget> addresses;

    /** @param nodes among which calls are shared now, as far as this one knows; less than 1 counts as 1 */
    public Budgets(LimitSettings settings, IntSupplier nodes) {
        this(settings, nodes, System::nanoTime);
    }

    Budgets(LimitSettings settings, IntSupplier nodes, LongSupplier nanoTime) {
        this.settings = settings;
        this.nodes = nodes;
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
        takeBoth(credential(credential, callsPerMinute), organization(organization, callsPerMinute), weight);
    }

    private static void takeBoth(Budget first, Budget second, int weight) {
        first.take(weight);
        try {
            second.take(weight);
        } catch (RuntimeException refused) {
            first.giveBack(weight);
            throw refused;
        }
    }

    /**
     * The same from the budget of each organization that is spanned, or from none of them.
     *
     * @param organizations the organizations that pay, each with its policy for one credential
     */
    public void take(Object credential, Map<?, Integer> organizations, int callsPerMinute, int weight) {
        var taken = new ArrayList<Budget>(organizations.size() + 1);
        try {
            take(credential(credential, callsPerMinute), weight, taken);
            organizations.forEach((key, rate) -> take(organization(key, rate), weight, taken));
        } catch (RuntimeException refused) {
            taken.forEach(budget -> budget.giveBack(weight));
            throw refused;
        }
    }

    private static void take(Budget from, int weight, List<Budget> taken) {
        from.take(weight);
        taken.add(from);
    }

    /**
     * From a credential's budget and from that of whoever has it, by whichever of their credentials, for what nobody else's
     * calls may keep from happening. Throws as {@link #take}.
     *
     * @param principal what whoever has it is known by, which is no credential's
     */
    public void takeOwn(Object credential, Object principal, int callsPerMinute, int weight) {
        takeBoth(credential(credential, callsPerMinute), credential(principal, callsPerMinute), weight);
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
        var ofCredential = (long) Math.min(callsPerMinute, settings.mostCallsPerMinute());
        var rate = Math.max(ofCredential, ofCredential * settings.organizationShare() / Math.max(1, nodes.getAsInt()));
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
