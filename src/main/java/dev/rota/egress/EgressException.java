package dev.rota.egress;

/**
 * Why nothing was fetched. The message is for the operator's log: which hosts exist inside is no stranger's business. Has no
 * stack trace: the other side may cause it at will.
 */
public final class EgressException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final boolean sent;

    EgressException(Reason reason, String message) {
        this(reason, message, false);
    }

    EgressException(Reason reason, String message, boolean sent) {
        super(message, null, false, false);
        this.reason = reason;
        this.sent = sent;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether the other side may have had the request, or part of it. */
    public boolean sent() {
        return sent;
    }

    /** What a caller may make a difference of. */
    public enum Reason {
        /** The URL or every way to it is refused; trying again changes nothing. */
        NOT_ALLOWED,
        /** No such host, no connection, no trusted certificate, or no whole answer. */
        UNREACHABLE,
        /** The answer was not complete in time. */
        TIMED_OUT,
        /** The answer was longer than asked for. */
        TOO_LARGE,
        /** The answer was compressed, though nothing had offered to take that. */
        ENCODED,
        /** This node has too many requests under way. */
        BUSY,
        /** Whoever asked no longer wants the answer. */
        CANCELLED
    }
}
