package dev.rota.mcp;

import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * The background tasks of one endpoint. Each call is authorized anew; an id that is unknown, out of date, another
 * tenant's or another principal's fails with {@link dev.rota.failure.Failure.NotFound}, all alike.
 */
public interface BackgroundTasks {
    /** By this name servers and clients declare the extension (MCP versioning, "Extension Negotiation"). */
    String EXTENSION = "io.modelcontextprotocol/tasks";

    /** How it stands now. */
    Future<BackgroundTask> get(Caller caller, String id);

    /**
     * How those of them stand that are there for the caller: for a stream that looks again and again, of which the audit has
     * the {@link #get} it began with.
     */
    Future<List<BackgroundTask>> look(Caller caller, Set<String> ids);

    /**
     * Takes answers to what it asks. Keys that it does not wait for are passed over, and so is everything where it has
     * ended.
     *
     * @param inputResponses key to answer
     */
    Future<Void> update(Caller caller, String id, JsonObject inputResponses);

    /** Ends it, if it has not ended. Can be repeated. */
    Future<Void> cancel(Caller caller, String id);
}
