package dev.rota.rest;

import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** What an endpoint does, in which kind of transaction. The engine opens it, writes its audit event and commits. */
public sealed interface Handling {
    /**
     * Reads, over the organization of the path or all of the caller's. All statements must be enqueued before the method
     * returns: see {@link ReadTx}.
     */
    @FunctionalInterface
    non-sealed interface Reads extends Handling {
        Future<Result> read(RestCall call, ReadTx tx);
    }

    /** Changes the organization of the path. The caller's role is held still meanwhile (security M2). */
    @FunctionalInterface
    non-sealed interface ChangesOrganization extends Handling {
        Future<Result> change(RestCall call, OrganizationTx tx);
    }

    /** Changes what is the caller's own. */
    @FunctionalInterface
    non-sealed interface ChangesOwn extends Handling {
        Future<Result> change(RestCall call, PersonTx tx);
    }

    /** Does something that is no one transaction. It must confirm the caller and leave its events by itself. */
    @FunctionalInterface
    non-sealed interface Acts extends Handling {
        Future<Result> act(RestCall call);
    }

    /** The same, and may take longer than a call: it asks {@link dev.rota.http.CallTime} for the time. */
    @FunctionalInterface
    non-sealed interface ActsAtLength extends Handling {
        Future<Result> act(RestCall call, RoutingContext ctx);
    }

    /**
     * As {@link Acts}, and writes the response too; where it changes something it also reads the body, of a request that is paused.
     * A failure before the first byte is answered by the engine, and a later one cuts the response off.
     */
    @FunctionalInterface
    non-sealed interface Streams extends Handling {
        Future<Void> stream(RestCall call, RoutingContext ctx);
    }
}
