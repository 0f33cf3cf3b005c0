package dev.rota.task;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Notices a credential that changes more than 20 tasks within a minute on this node, and tells the audit, once a minute
 * (security X6).
 */
public final class MassChanges {
    static final int USUAL = 20;
    static final Duration WITHIN = Duration.ofMinutes(1);

    private static final Action ALERT = Action.system("mass_change");
    private static final int MOST_WATCHED = 10_000;

    private final AuditLog audit;
    private final Cache<String, Recent> recent = Caffeine.newBuilder()
            .maximumSize(MOST_WATCHED)
            .expireAfterAccess(WITHIN)
            .build();

    public MassChanges(AuditLog audit) {
        this.audit = audit;
    }

    /** Counts a task that {@code caller} changes in {@code tx}. */
    void changed(OrganizationTx tx, Caller caller, TaskState task) {
        var credential = caller.credential().id();
        var key = tx.organization() + " " + credential;
        if (recent.get(key, made -> new Recent()).isTooMany(task.id(), System.nanoTime())) {
            audit.recordFacts(
                    tx,
                    caller,
                    ALERT,
                    new AuditObject("credential", null, credential),
                    new JsonArray()
                            .add(new JsonObject().put("field", "tasks").put("after", Integer.toString(USUAL + 1))));
        }
    }

    /** The tasks that one credential has changed within the last minute: as many as are needed to tell. */
    static final class Recent {
        private final Map<Long, Long> tasks = new LinkedHashMap<>();
        private long quietUntil = Long.MIN_VALUE;

        /** Whether it is time to tell that there are too many. */
        synchronized boolean isTooMany(long task, long nanos) {
            tasks.values().removeIf(at -> nanos - at >= WITHIN.toNanos());
            if (quietUntil != Long.MIN_VALUE && nanos - quietUntil < 0) {
                return false;
            }
            tasks.remove(task);
            tasks.put(task, nanos);
            if (tasks.size() <= USUAL) {
                return false;
            }
            tasks.clear();
            quietUntil = nanos + WITHIN.toNanos();
            return true;
        }
    }
}
