package dev.rota.audit.chain;

import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.observe.ChainMetrics;
import io.vertx.core.Future;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how long the oldest event has been waiting for its number (security U8): two seconds are usual, at thirty there is
 * a line in the log, and the node is not ready. All nodes see the same, because each of them may number any event.
 */
public final class PendingAge {
    static final Duration ALARM = Duration.ofSeconds(30);
    static final long LOOK_MS = 5_000;
    private static final long USUAL_MS = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(PendingAge.class);

    /** Not bound to one organization: an id and a time, of the whole list that is short while all is well. */
    private static final String OLDEST =
            """
            SELECT org_id, (extract(epoch FROM clock_timestamp() - at) * 1000)::bigint AS age_ms
              FROM audit_pending ORDER BY at LIMIT 1
            """;

    private final Database database;
    private final ChainMetrics metrics;
    private volatile boolean alarmed;

    private record Oldest(long organization, long ageMillis) {}

    public PendingAge(Database database, ChainMetrics metrics) {
        this.database = database;
        this.metrics = metrics;
    }

    /** Looks now. Fails when the database is away; what was seen last counts on then, and grows. */
    public Future<Void> look() {
        return database.first(
                        DatabaseRole.WORKER, OLDEST, row -> new Oldest(row.getLong("org_id"), row.getLong("age_ms")))
                .map(found -> {
                    var oldest = found.orElse(new Oldest(0, 0));
                    metrics.waiting(oldest.ageMillis() < USUAL_MS ? 0 : oldest.ageMillis());
                    tell(oldest);
                    return null;
                });
    }

    private void tell(Oldest oldest) {
        var late = isLate();
        if (late && !alarmed) {
            LOG.error(
                    "an audit event of organization {} has been waiting for its place in the chain for {} s",
                    oldest.organization(),
                    oldest.ageMillis() / 1_000);
        } else if (!late && alarmed) {
            LOG.warn("audit events get their place in the chain in time again");
        }
        alarmed = late;
    }

    private boolean isLate() {
        return metrics.waitingSeconds() >= ALARM.toSeconds();
    }

    /** For readiness: fails while an event has been waiting for thirty seconds or more. */
    public Future<Void> inTime() {
        return isLate()
                ? Future.failedFuture(
                        "audit events have been waiting for " + Math.round(metrics.waitingSeconds()) + " s")
                : Future.succeededFuture();
    }
}
