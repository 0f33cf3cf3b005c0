package dev.rota.mcp;

import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import io.vertx.core.Future;

/** Records calls that were refused before the tool ran: what ran records itself, in its own transaction. */
@FunctionalInterface
public interface Refusals {
    /**
     * Records one; the answer waits for it. A failure of the record becomes the answer.
     *
     * @param caller confirmed by the database
     * @param tool the name that was called, at most 128 characters, which may be no tool's
     */
    Future<Void> record(Caller caller, String tool, FailureCode outcome);
}
