package dev.rota.mcp.subscription;

import dev.rota.identity.Caller;
import dev.rota.mcp.BackgroundTask;
import dev.rota.mcp.ResourceWatches.Watch;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one stream tells of.
 *
 * @param resources null for none
 * @param tasks null for none
 */
record Subjects(@Nullable Watch resources, @Nullable FollowedTasks tasks) {
    /** What has changed since the look before. */
    record Changes(Set<String> uris, List<BackgroundTask> tasks) {}

    boolean isEmpty() {
        return resources == null && tasks == null;
    }

    JsonObject acknowledged() {
        return Filter.acknowledged(
                resources == null ? Set.of() : resources.uris(), tasks == null ? Set.of() : tasks.ids());
    }

    /** Whether a look enters the database, which confirms the caller. */
    boolean looks() {
        return resources != null || (tasks != null && !tasks.isEmpty());
    }

    Future<Changes> look(Caller caller) {
        var uris = resources == null ? Future.succeededFuture(Set.<String>of()) : resources.look(caller);
        var changed = tasks == null ? Future.succeededFuture(List.<BackgroundTask>of()) : tasks.look(caller);
        return Future.all(uris, changed).map(both -> new Changes(uris.result(), changed.result()));
    }
}
