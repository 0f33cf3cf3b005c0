package dev.rota.cluster;

import dev.rota.trace.Announcements;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether announcements arrive (security F9). Each node announces itself every second; one that was not heard for five
 * is silent. A node that hears nobody is as ready as before, because nothing depends on announcements for being right: it
 * only says so, in its log and its metrics.
 */
public final class BusPulse extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(BusPulse.class);
    private static final String ADDRESS = "cluster.pulse";
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Cluster cluster;
    /** By node, when it was heard last, by {@link System#nanoTime}. Only of members. */
    private final Map<String, Long> heard = new ConcurrentHashMap<>();

    private volatile Set<String> silent = Set.of();
    private volatile int members;

    public BusPulse(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public Future<?> start() {
        Announcements.listen(vertx.eventBus(), ADDRESS, pulse -> {
            if (pulse instanceof String node) {
                heard.computeIfPresent(node, (known, before) -> System.nanoTime());
            }
        });
        beat();
        vertx.setPeriodic(INTERVAL.toMillis(), id -> beat());
        return Future.succeededFuture();
    }

    /** Nodes that this one knows of, itself among them. */
    public int members() {
        return members;
    }

    /** Those of them whose announcements arrive. */
    public int heard() {
        return members - silent.size();
    }

    private void beat() {
        var now = System.nanoTime();
        var known = cluster.members();
        heard.keySet().retainAll(known.all());
        known.all().forEach(node -> heard.putIfAbsent(node, now)); // a new one has its time to be heard
        members = known.all().size();
        compare(now);
        Announcements.publish(vertx.eventBus(), ADDRESS, known.own());
    }

    private void compare(long now) {
        var quiet = new HashSet<String>();
        heard.forEach((node, last) -> {
            if (now - last > SILENCE.toNanos()) {
                quiet.add(node);
            }
        });
        if (!quiet.equals(silent)) {
            tell(quiet.size());
        }
        silent = Set.copyOf(quiet);
    }

    private void tell(int quiet) {
        if (quiet == 0) {
            LOG.info("the announcements of all {} nodes arrive again", members);
        } else {
            LOG.warn(
                    "the announcements of {} of {} nodes do not arrive; what is awaited comes within seconds instead",
                    quiet,
                    members);
        }
    }
}
