package dev.rota.change;

import dev.rota.audit.AuditLog;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks out for changes in one organization while somebody waits for them. Confined to the feed's context. */
final class ChangeLookout {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeLookout.class);

    /** From a hint to the look: what is written meanwhile needs no look of its own. */
    private static final long SOON_MS = 20;

    private final Vertx vertx;
    private final OrganizationId organization;
    private final Supplier<Future<Long>> head;
    private final Set<ChangeBell> bells = new HashSet<>();
    private final MessageConsumer<?> hints;
    private long seen = -1;
    private boolean soon;
    private boolean looking;
    private boolean again;

    ChangeLookout(Vertx vertx, OrganizationId organization, Supplier<Future<Long>> head) {
        this.vertx = vertx;
        this.organization = organization;
        this.head = head;
        hints = AuditLog.changes(vertx, organization, this::hinted);
    }

    void add(ChangeBell bell) {
        bells.add(bell);
    }

    /** Whether nobody waits any more; it must not be used then. */
    boolean remove(ChangeBell bell) {
        if (!bells.remove(bell) || !bells.isEmpty()) {
            return false;
        }
        hints.unregister().onFailure(problem -> LOG.debug("a consumer of hints was gone already", problem));
        return true;
    }

    private void hinted() {
        if (!soon) {
            soon = true;
            vertx.setTimer(SOON_MS, id -> {
                soon = false;
                look();
            });
        }
    }

    private void look() {
        if (bells.isEmpty()) {
            return;
        }
        if (looking) { // what is told of now may have come after the look that is under way
            again = true;
            return;
        }
        looking = true;
        again = false;
        head.get().onComplete(found -> {
            looking = false;
            if (found.failed()) {
                LOG.warn(
                        "changes of organization {} are seen later: {}",
                        organization,
                        found.cause().getMessage());
            } else if (found.result() > seen) {
                seen = found.result();
                List.copyOf(bells).forEach(ChangeBell::ring);
            }
            if (again) {
                look();
            }
        });
    }
}
