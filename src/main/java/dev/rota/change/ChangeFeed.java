package dev.rota.change;

import dev.rota.database.Database;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Wakes those on this node who wait for changes of tasks. However many wait in an organization, one looks whether there is
 * anything new, soon after a hint of the event bus. A hint can be lost: who waits looks by themselves every few seconds too.
 *
 * <p>It says that there is something and not what: each reads for themselves what they may see. For any thread.
 */
public final class ChangeFeed {
    private final Vertx vertx;
    private final Database database;
    private final Context context;
    private final ChangeQueries queries = new ChangeQueries();
    private final Map<OrganizationId, ChangeLookout> lookouts = new HashMap<>();

    public ChangeFeed(Vertx vertx, Database database) {
        this.vertx = vertx;
        this.database = database;
        this.context = vertx.getOrCreateContext();
    }

    /** Has {@code bell} rung when there is something new in any of {@code organizations}, until what is returned is run. */
    Runnable listen(List<OrganizationId> organizations, ChangeBell bell) {
        context.runOnContext(turn -> organizations.forEach(
                one -> lookouts.computeIfAbsent(one, this::lookout).add(bell)));
        return () -> context.runOnContext(turn -> organizations.forEach(one -> leave(one, bell)));
    }

    private ChangeLookout lookout(OrganizationId organization) {
        return new ChangeLookout(vertx, organization, () -> database.asWorker(organization, queries::head));
    }

    private void leave(OrganizationId organization, ChangeBell bell) {
        var lookout = lookouts.get(organization);
        if (lookout != null && lookout.remove(bell)) {
            lookouts.remove(organization);
        }
    }
}
