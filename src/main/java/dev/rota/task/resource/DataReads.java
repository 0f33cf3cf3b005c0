package dev.rota.task.resource;

import dev.rota.audit.Action;
import dev.rota.database.ReadTx;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Resource.ResourceDefinition;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import io.vertx.core.Future;
import java.util.function.BiFunction;

/** Reads of resources: one audited transaction each, in the organization that the URI's query may name. */
public final class DataReads {
    private final Operations operations;

    public DataReads(Operations operations) {
        this.operations = operations;
    }

    /**
     * Runs {@code work} with the caller narrowed to {@code ?organization=}, a slug or an id, where the URI has it. The
     * audit event says {@code read_resource} and which template, never the URI, which is the client's text.
     */
    public Future<JsonBytes> read(
            Caller caller, ResourceDefinition definition, Uri uri, BiFunction<ReadTx, Caller, Future<Answer>> work) {
        var action = Action.mcp("read_resource").calledAs(definition.uri());
        Caller narrowed;
        try {
            narrowed = uri.narrow(caller);
        } catch (FailureException outOfReach) { // told, and recorded, once the database knows the caller
            return operations.read(caller, action, tx -> Future.failedFuture(outOfReach));
        }
        return operations.read(narrowed, action, tx -> work.apply(tx, narrowed));
    }
}
