package dev.rota.mcp.protocol;

import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.jsonrpc.RequestId;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.McpRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request while it is handled, in the manner of its era. */
public interface Invocation {
    McpRequest request();

    RequestId id();

    String method();

    JsonObject params();

    /**
     * What the protocol offers this request while it runs.
     *
     * @throws ProtocolException if it carries state that was not made for this caller and these parameters
     */
    Exchange exchange(Caller caller);

    /** The answer is made: nothing more is sent, and there is nothing left to cancel. */
    void finished();

    /**
     * A question back to the client.
     *
     * @param requests key to request; those the client cannot answer are dropped
     * @param state to be signed and sent along; null for none
     * @throws ProtocolException if nothing is left to ask, as where nothing is known of the client's capabilities
     */
    default MethodResult question(Caller caller, Map<String, JsonObject> requests, @Nullable JsonObject state) {
        throw ProtocolException.inBand(
                FailureCode.MISSING_CLIENT_CAPABILITY,
                FailureCode.INVALID_PARAMS.jsonRpc(),
                "This asks the client for input, which takes protocol " + Revision.FIRST_MODERN,
                new JsonObject());
    }

    /**
     * The stream of a request that lasts, and is answered when it ends.
     *
     * @throws ProtocolException where requests do not last
     */
    default Outbound stream(Duration longest) {
        throw noSuchMethod();
    }

    /**
     * A handle of what goes on in the background.
     *
     * @param members writes it
     * @throws ProtocolException where nothing is known of the client's capabilities
     */
    default MethodResult handle(Consumer<JsonWriter> members) {
        throw ProtocolException.inBand(
                FailureCode.MISSING_CLIENT_CAPABILITY,
                FailureCode.INVALID_PARAMS.jsonRpc(),
                "This goes on in the background, which takes protocol " + Revision.FIRST_MODERN,
                new JsonObject());
    }

    /**
     * Fails unless the client has declared these capabilities. Where nothing is known of them, a tool that needs one
     * asks, and then the answer is {@link #question}'s.
     */
    default void requireCapabilities(Set<String> needed) {
        if (!needed.isEmpty()) {
            throw ProtocolException.inBand(
                    FailureCode.MISSING_CLIENT_CAPABILITY,
                    FailureCode.INVALID_PARAMS.jsonRpc(),
                    "This needs a client with " + String.join(" and ", needed) + ", on protocol "
                            + Revision.FIRST_MODERN,
                    new JsonObject());
        }
    }

    /**
     * Compares the arguments of a tool with the headers that mirror them, where there are such.
     *
     * @param headers header name to property name
     */
    default void checkMirrored(Map<String, String> headers, JsonObject arguments) {}

    /** What to say of a name that no tool has. */
    default ProtocolException noSuchTool(String name) {
        return ProtocolException.invalidParams("Unknown tool '" + name + "'");
    }

    /** What to say of a URI that names nothing; it differs between the eras. */
    ProtocolException noSuchResource(String uri);

    /** What to say of a method that is not served; it differs between the eras. */
    ProtocolException noSuchMethod();

    /** The bytes of the answer to this request. */
    JsonBytes encode(MethodResult result);
}
