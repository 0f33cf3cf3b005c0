package dev.rota.handle;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.time.Duration;

/** Handles of the caller's own. */
public final class Handles {
    private final HandleQueries queries = new HandleQueries();

    /**
     * Opens a handle in the transaction that begins what it is about: both are there, or neither.
     *
     * @param kind what it is about, of at most 20 lower-case letters
     * @param subject id of it
     * @param keptFor how long it can be asked for
     */
    public Future<Handle> open(
            OrganizationTx tx, Caller caller, String tool, String kind, long subject, Duration keptFor) {
        var id = HandleId.draw(kind, subject);
        return queries.open(tx, caller, tool, id, caller.request().id(), keptFor);
    }

    /** Fails with {@code not_found} for what is not there, no longer kept, or anybody else's. */
    public Future<Handle> find(ReadTx tx, Caller caller, HandleId id) {
        return queries.find(tx, caller, id)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("task").asException()));
    }
}
