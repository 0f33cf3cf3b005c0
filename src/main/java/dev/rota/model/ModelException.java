package dev.rota.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why there is no answer. Has no stack trace: the other side may cause it at will. */
public final class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final transient @Nullable Duration pause;

    ModelException(Fault fault) {
        this(fault, fault.words, null);
    }

    ModelException(Fault fault, String message, @Nullable Duration pause) {
        super(message, null, false, false);
        this.fault = fault;
        this.pause = pause;
    }

    public Fault fault() {
        return fault;
    }

    /** How long the server, or the rest it is given, asks to wait; null where it does not say. */
    public @Nullable Duration pause() {
        return pause;
    }

    /** Whether a request to the endpoint that ended so may be sent again. */
    public boolean mayBeRepeated(ModelEndpoint endpoint) {
        return fault.effect == Effect.NONE || (fault.effect == Effect.UNKNOWN && endpoint.sendsNoBill());
    }

    /** What has become of the request at the server. */
    public enum Effect {
        /** None: it was never there, or was turned away. It costs nothing. */
        NONE,
        /** None, and it will be turned away again. */
        REFUSED,
        /** It was answered, and the answer is of no use; it costs what it costs. */
        SPENT,
        /** Nobody knows, the bill included. */
        UNKNOWN
    }

    /** The kinds of failures; lower-case names are what executions show. */
    public enum Fault {
        /** Five failures lately: nothing was sent. */
        RESTING(Effect.NONE, false, "the endpoint has failed too often and is left alone for a while"),
        UNREACHABLE(Effect.NONE, true, "the server cannot be reached"),
        BUSY(Effect.NONE, false, "this node has too many requests under way"),
        RATE_LIMITED(Effect.NONE, false, "the server wants fewer requests"),
        OVERLOADED(Effect.NONE, true, "the server is overloaded"),
        SERVER_ERROR(Effect.NONE, true, "the server failed"),
        /** Of another status: model, secret or request are not accepted. */
        REFUSED(Effect.REFUSED, false, "the server does not accept the request"),
        NOT_ALLOWED(Effect.REFUSED, false, "the address may not be reached from here"),
        MALFORMED(Effect.SPENT, true, "the answer cannot be read"),
        TOO_LARGE(Effect.SPENT, false, "the answer is longer than it may be"),
        TIMED_OUT(Effect.UNKNOWN, true, "the answer did not come in time"),
        CUT(Effect.UNKNOWN, true, "the answer broke off"),
        CANCELLED(Effect.UNKNOWN, false, "nobody waits for the answer");

        private final Effect effect;
        private final boolean counts;
        private final String words;

        Fault(Effect effect, boolean counts, String words) {
            this.effect = effect;
            this.counts = counts;
            this.words = words;
        }

        public Effect effect() {
            return effect;
        }

        /** Whether it speaks against the server. */
        boolean counts() {
            return counts;
        }

        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
