package dev.rota.limit;

import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something that lasts may be open on this node at a time, such as event streams. Any thread. */
public final class Places {
    private static final String NODE = "node";

    private final Map<Object, Integer> taken = new ConcurrentHashMap<>();
    private final int ofCredential;
    private final int ofOrganization;
    private final int ofNode;
    private final Duration later;

    /**
     * @param ofCredential how many one credential may have
     * @param ofOrganization how many one organization may have
     * @param ofNode how many there may be
     * @param later when there may be one again, as it is told to whom none is left
     */
    public Places(int ofCredential, int ofOrganization, int ofNode, Duration later) {
        this.ofCredential = ofCredential;
        this.ofOrganization = ofOrganization;
        this.ofNode = ofNode;
        this.later = later;
    }

    /**
     * Takes a place, in each organization that the caller spans, to be given back by what is returned, once.
     *
     * @throws dev.rota.failure.FailureException with {@code RateLimited} where there is none left
     */
    public Runnable take(Caller caller) {
        var given = new ArrayList<Object>();
        try {
            take(NODE, ofNode, given);
            caller.organizations().forEach(one -> take(one.organization(), ofOrganization, given));
            take("credential " + caller.credential().id(), ofCredential, given);
        } catch (RuntimeException e) {
            give(given);
            throw e;
        }
        return () -> give(given);
    }

    /** How many are taken. */
    public int open() {
        return taken.getOrDefault(NODE, 0);
    }

    private void take(Object whose, int most, List<Object> given) {
        taken.compute(whose, (key, before) -> {
            var now = before == null ? 1 : before + 1;
            if (now > most) {
                throw new Failure.RateLimited(later).asException();
            }
            return now;
        });
        given.add(whose);
    }

    private void give(List<Object> given) {
        given.forEach(whose -> taken.computeIfPresent(whose, (key, before) -> before == 1 ? null : before - 1));
    }
}
