package dev.rota.mcp;

import dev.rota.audit.Action;
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
     * @param action what was called: its name may be no tool's, and has at most 128 characters
     */
    Future<Void> record(Caller caller, Action action, FailureCode outcome);
}
