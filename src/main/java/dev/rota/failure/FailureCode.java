package dev.rota.failure;

/**
 * The error catalogue: one line a code, with what each protocol says for it.
 *
 * <p>The wire text is the lower-case name and never changes once published. {@code jsonRpc} is what a JSON-RPC error
 * carries when the failure concerns the message or the credential; application codes are the HTTP status times 100,
 * outside the ranges that JSON-RPC and MCP reserve.
 */
public enum FailureCode {
    PARSE_ERROR(400, -32700, false),
    INVALID_REQUEST(400, -32600, false),
    TOKEN_IN_QUERY(400, -32600, false),
    HEADER_MISMATCH(400, -32020, false),
    UNSUPPORTED_PROTOCOL_VERSION(400, -32022, false),
    MISSING_CLIENT_CAPABILITY(400, -32021, false),
    INVALID_PARAMS(400, -32602, false),
    METHOD_NOT_FOUND(404, -32601, false),

    INVALID_TOKEN(401, 40100, false),
    REAUTHENTICATION_REQUIRED(401, 40100, false),
    INSUFFICIENT_SCOPE(403, 40300, false),
    FORBIDDEN(403, 40300, false),
    ORIGIN_FORBIDDEN(403, 40300, false),
    NOT_FOUND(404, 40400, false),

    ORG_REQUIRED(422, 42200, false),
    PROJECT_REQUIRED(422, 42200, false),
    VALIDATION_FAILED(422, 42200, false),
    UNKNOWN_FIELD(422, 42200, false),
    EXPIRY_TOO_LONG(422, 42200, false),
    WEAK_PASSWORD(422, 42200, false),
    TOO_MANY_TOKENS(422, 42200, false),
    INVALID_TRANSITION(422, 42200, false),
    GATE_FAILED(422, 42200, false),
    CYCLE(422, 42200, false),
    BLOCKED(422, 42200, false),
    LIMIT_EXCEEDED(422, 42200, false),
    IDEMPOTENCY_MISMATCH(422, 42200, false),

    VERSION_CONFLICT(409, 40900, true),
    ALREADY_EXISTS(409, 40900, false),
    ALREADY_CLAIMED(409, 40900, true),
    LEASE_LOST(409, 40900, false),
    LAST_OWNER(409, 40900, false),
    IN_USE(409, 40900, false),
    IDEMPOTENCY_IN_PROGRESS(409, 40900, true),

    PAYLOAD_TOO_LARGE(413, 41300, false),
    URI_TOO_LONG(414, 41400, false),
    UNSUPPORTED_MEDIA_TYPE(415, 41500, false),
    NOT_ACCEPTABLE(406, 40600, false),
    METHOD_NOT_ALLOWED(405, 40500, false),
    REQUEST_TIMEOUT(408, 40800, true),
    MISDIRECTED(421, 42100, false),
    HEADERS_TOO_LARGE(431, 43100, false),

    RATE_LIMITED(429, 42900, true),
    OVERLOADED(503, 50300, true),
    DRAINING(503, 50300, true),
    UNAVAILABLE(503, 50300, true),
    DATABASE_UNAVAILABLE(503, 50301, true),
    STORAGE_FULL(503, 50302, true),
    AUDIT_UNAVAILABLE(503, 50303, true),
    OUTCOME_UNKNOWN(503, 50310, true),

    INTERNAL_ERROR(500, -32603, false);

    private final String wire;
    private final int httpStatus;
    private final int jsonRpc;
    private final boolean retryable;

    FailureCode(int httpStatus, int jsonRpc, boolean retryable) {
        this.wire = name().toLowerCase(java.util.Locale.ROOT);
        this.httpStatus = httpStatus;
        this.jsonRpc = jsonRpc;
        this.retryable = retryable;
    }

    /** The code as callers see it, such as {@code validation_failed}. */
    public String wire() {
        return wire;
    }

    public int httpStatus() {
        return httpStatus;
    }

    public int jsonRpc() {
        return jsonRpc;
    }

    /** Whether the same request may succeed later without being changed. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether it is about the database as a whole, so that nothing else that is asked of it now would fare better. */
    public boolean isOfTheDatabase() {
        return this == DATABASE_UNAVAILABLE
                || this == OUTCOME_UNKNOWN
                || this == OVERLOADED
                || this == STORAGE_FULL; // not UNAVAILABLE, which a lock or a slow statement is enough for
    }
}
