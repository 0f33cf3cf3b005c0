package dev.rota.limit;

import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many event streams are open on this node, and how many may be (security section 9). Any thread. */
public final class StreamPlaces {
    public static final int OF_CREDENTIAL = 5;
    public static final int OF_ORGANIZATION = 100;
    public static final int OF_NODE = 5_000;
    private static final String NODE = "node";
    private static final Duration LATER = Duration.ofSeconds(30);

    private final Map<Object, Integer> taken = new ConcurrentHashMap<>();

    private record Share(Object whose, int most) {}

    /**
     * Takes a place, to be given back by what is returned, once. It counts for each organization that the caller reaches.
     *
     * @throws dev.rota.failure.FailureException with {@code RateLimited} where there is none left
     */
    public Runnable take(Caller caller) {
        var held = new ArrayList<Share>();
        try {
            for (var share : shares(caller)) {
                take(share);
                held.add(share);
            }
        } catch (RuntimeException e) {
            held.forEach(this::give);
            throw e;
        }
        return () -> held.forEach(this::give);
    }

    private static List<Share> shares(Caller caller) {
        var shares = new ArrayList<Share>();
        shares.add(new Share(NODE, OF_NODE));
        caller.organizations().forEach(one -> shares.add(new Share(one.organization(), OF_ORGANIZATION)));
        shares.add(new Share("credential " + caller.credential().id(), OF_CREDENTIAL));
        return shares;
    }

    public int open() {
        return taken.getOrDefault(NODE, 0);
    }

    private void take(Share share) {
        taken.compute(share.whose(), (key, before) -> {
            var now = before == null ? 1 : before + 1;
            if (now > share.most()) {
                throw new Failure.RateLimited(LATER).asException();
            }
            return now;
        });
    }

    private void give(Share share) {
        taken.computeIfPresent(share.whose(), (key, before) -> before == 1 ? null : before - 1);
    }
}
