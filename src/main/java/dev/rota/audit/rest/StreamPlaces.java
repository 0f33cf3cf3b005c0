package dev.rota.audit.rest;

import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many event streams are open on this node, and how many may be (security section 9). Any thread. */
final class StreamPlaces {
    static final int OF_CREDENTIAL = 5;
    static final int OF_ORGANIZATION = 100;
    static final int OF_NODE = 5_000;
    private static final String NODE = "node";
    private static final Duration LATER = Duration.ofSeconds(30);

    private final Map<Object, Integer> taken = new ConcurrentHashMap<>();

    /**
     * Takes a place, to be given back by what is returned, once.
     *
     * @throws dev.rota.failure.FailureException with {@code RateLimited} where there is none left
     */
    Runnable take(Caller caller) {
        var credential = "credential " + caller.credential().id();
        var organization = caller.organization().organization();
        take(NODE, OF_NODE);
        try {
            take(organization, OF_ORGANIZATION);
        } catch (RuntimeException e) {
            give(NODE);
            throw e;
        }
        try {
            take(credential, OF_CREDENTIAL);
        } catch (RuntimeException e) {
            give(organization);
            give(NODE);
            throw e;
        }
        return () -> {
            give(credential);
            give(organization);
            give(NODE);
        };
    }

    int open() {
        return taken.getOrDefault(NODE, 0);
    }

    private void take(Object whose, int most) {
        taken.compute(whose, (key, before) -> {
            var now = before == null ? 1 : before + 1;
            if (now > most) {
                throw new Failure.RateLimited(LATER).asException();
            }
            return now;
        });
    }

    private void give(Object whose) {
        taken.computeIfPresent(whose, (key, before) -> before == 1 ? null : before - 1);
    }
}
