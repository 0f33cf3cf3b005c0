package dev.rota.mcp;

import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Follows resources of one endpoint for streams of notifications (MCP resources, "Subscriptions"). */
public interface ResourceWatches {
    /**
     * A resource that a client wants to follow.
     *
     * @param template of its definition
     * @param variables of the template, decoded; query parameters of the URI are among them
     */
    record Followed(String uri, String template, Map<String, String> variables) {}

    /**
     * Begins to follow those that are there for the caller and can change; the others are left out, foreign and absent
     * alike. Fails as a read would where the caller may read none of them.
     */
    Future<Watch> watch(Caller caller, List<Followed> resources);

    /** What is followed for one stream. Its calls come one after the other. */
    interface Watch {
        /** URIs of what is followed, as the client spelled them. */
        Set<String> uris();

        /**
         * Those that may have changed since the look before; none is missed. Authorized anew: fails where the caller may not
         * read them any more.
         */
        Future<Set<String>> look(Caller caller);
    }
}
