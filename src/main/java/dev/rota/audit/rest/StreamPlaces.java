package dev.rota.audit.rest;

import dev.rota.identity.Caller;
import dev.rota.limit.Places;
import java.time.Duration;

/** How many event streams are open on this node, and how many may be (security section 9). Any thread. */
final class StreamPlaces {
    static final int OF_CREDENTIAL = 5;
    static final int OF_ORGANIZATION = 100;
    static final int OF_NODE = 5_000;

    private final Places places = new Places(OF_CREDENTIAL, OF_ORGANIZATION, OF_NODE, Duration.ofSeconds(30));

    /**
     * Takes a place, to be given back by what is returned, once.
     *
     * @throws dev.rota.failure.FailureException with {@code RateLimited} where there is none left
     */
    Runnable take(Caller caller) {
        return places.take(caller);
    }

    int open() {
        return places.open();
    }
}
