package dev.rota.model.wire;

/** An answer that is none. Has no stack trace: the other side may cause it at will. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    WireException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** What is wrong with it. */
    public enum Kind {
        /** The server itself says, in its answer, that it failed. */
        SERVER_ERROR,
        /** It is not what this interface answers. */
        MALFORMED,
        /** It is longer than it may be. */
        TOO_LARGE,
        /** It ended before it was complete. */
        INCOMPLETE
    }
}
