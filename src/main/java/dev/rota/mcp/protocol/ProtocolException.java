package dev.rota.mcp.protocol;

import dev.rota.failure.FailureCode;
import io.vertx.core.json.JsonObject;

/**
 * A failure of the message itself, answered as a JSON-RPC error with a status of its own. Has no stack trace: it is an
 * answer, not a defect.
 */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureCode code;
    private final int status;
    private final int jsonRpc;
    private final transient JsonObject data;

    private ProtocolException(FailureCode code, int status, int jsonRpc, String message, JsonObject data) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.jsonRpc = jsonRpc;
        this.data = data;
    }

    /** With the status that the code has in the error catalogue. */
    public static ProtocolException of(FailureCode code, String message) {
        return of(code, message, new JsonObject());
    }

    /** The same, with members that stand beside {@code code} and {@code request_id} in {@code data}. */
    public static ProtocolException of(FailureCode code, String message, JsonObject data) {
        return new ProtocolException(code, code.httpStatus(), code.jsonRpc(), message, data);
    }

    /** Legacy clients know no code of their own for this. */
    public static ProtocolException invalidRequest(FailureCode code, String message) {
        var number = FailureCode.INVALID_REQUEST.jsonRpc();
        return new ProtocolException(code, code.httpStatus(), number, message, new JsonObject());
    }

    /** Inside a well-formed exchange: HTTP 200. */
    public static ProtocolException inBand(FailureCode code, String message) {
        return new ProtocolException(code, 200, code.jsonRpc(), message, new JsonObject());
    }

    /** Inside a well-formed exchange, under a JSON-RPC code of its own. */
    public static ProtocolException inBand(FailureCode code, int jsonRpc, String message, JsonObject data) {
        return new ProtocolException(code, 200, jsonRpc, message, data);
    }

    /** Bad parameters of a method, found after the message itself was in order. */
    public static ProtocolException invalidParams(String message) {
        return inBand(FailureCode.INVALID_PARAMS, message);
    }

    /** The same under another number and in other words. */
    public ProtocolException saidAs(int number, String message) {
        return new ProtocolException(code, status, number, message, data);
    }

    public FailureCode code() {
        return code;
    }

    public int status() {
        return status;
    }

    public int jsonRpc() {
        return jsonRpc;
    }

    public JsonObject data() {
        return data;
    }

    /** The message; never null, unlike in other throwables. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
