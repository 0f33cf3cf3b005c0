package dev.rota.failure;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is part of a contract. {@link #fold} makes each protocol's mapper answer for every case: a new case
 * does not compile until all of them do.
 */
public sealed interface Failure {
    FailureCode code();

    /** One English sentence for the caller. Echoes at most 64 characters of what the caller sent. */
    String message();

    <R> R fold(Cases<R> cases);

    /** After which it may go well; null where waiting does not help. */
    default @Nullable Duration pause() {
        return null;
    }

    /** This failure as an exception without a stack trace: it is expected, and failed futures carry it. */
    default FailureException asException() {
        return new FailureException(this);
    }

    /**
     * A value the caller sent is refused.
     *
     * @param field name or RFC 6901 pointer of what is wrong, as the caller spelled it; empty when it is the whole
     * @param accepted what would be accepted, in order; empty when a list says nothing
     * @param others further values of the same request that are refused, which have no others themselves
     */
    record InvalidInput(
            FailureCode code, String field, String message, List<String> accepted, List<InvalidInput> others)
            implements Failure {
        public InvalidInput {
            accepted = List.copyOf(accepted);
            others = List.copyOf(others);
        }

        public InvalidInput(FailureCode code, String field, String message, List<String> accepted) {
            this(code, field, message, accepted, List.of());
        }

        public InvalidInput(String field, String message) {
            this(FailureCode.VALIDATION_FAILED, field, message, List.of());
        }

        public InvalidInput(String field, String message, List<String> accepted) {
            this(FailureCode.VALIDATION_FAILED, field, message, accepted);
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.invalidInput(this);
        }
    }

    /** The thing does not exist, or is another organization's: the same code and text for both. */
    record NotFound(String kind) implements Failure {
        @Override
        public FailureCode code() {
            return FailureCode.NOT_FOUND;
        }

        @Override
        public String message() {
            return kind + " not found";
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.notFound(this);
        }
    }

    /**
     * The request is well formed, the state of things does not allow it.
     *
     * @param details members that stand beside code and message on the wire, such as {@code current} or
     *     {@code retry_after_ms}; may be empty
     */
    record Conflict(FailureCode code, String message, @Nullable String hint, JsonObject details) implements Failure {
        public Conflict(FailureCode code, String message) {
            this(code, message, null, new JsonObject());
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.conflict(this);
        }
    }

    /** More than one organization or project fits; {@code choices} lists them. */
    record ChoiceRequired(FailureCode code, String field, List<String> choices, String message) implements Failure {
        public ChoiceRequired {
            choices = List.copyOf(choices);
        }

        public ChoiceRequired(FailureCode code, String field, List<String> choices) {
            this(
                    code,
                    field,
                    choices,
                    "Several " + (code == FailureCode.ORG_REQUIRED ? "organizations" : "projects")
                            + " fit; name one in '" + field + "'");
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.choiceRequired(this);
        }
    }

    /**
     * No credential, or none that counts. The answer is the same for every reason.
     *
     * @param reason for the audit only, such as {@code expired}; never sent
     * @param presented whether a credential was sent at all (RFC 6750 section 3.1)
     * @param tokenId public id of the token when it is known, for the audit only
     */
    record Unauthenticated(String reason, boolean presented, @Nullable String tokenId) implements Failure {
        @Override
        public FailureCode code() {
            return FailureCode.INVALID_TOKEN;
        }

        @Override
        public String message() {
            return presented ? "The access token is not valid here" : "Authentication is required";
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.unauthenticated(this);
        }
    }

    /** The credential is good but was not granted {@code needed}; all scopes of the operation are listed. */
    record InsufficientScope(Set<String> needed) implements Failure {
        @Override
        public FailureCode code() {
            return FailureCode.INSUFFICIENT_SCOPE;
        }

        @Override
        public String message() {
            return "This needs the scope " + String.join(" ", needed);
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.insufficientScope(this);
        }
    }

    /** Refused for what the caller is or where the message came from: role, origin, host, read-only path. */
    record Refused(FailureCode code, String message) implements Failure {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.refused(this);
        }
    }

    /** More bytes or items than a limit allows. */
    record TooLarge(FailureCode code, String field, String message, @Nullable String hint) implements Failure {
        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.tooLarge(this);
        }
    }

    /**
     * Over a budget; nothing was done.
     *
     * @param quota the budget; null where it is none that comes back with time, such as a number of open streams
     * @param left what it still has, in calls of weight 1: too little for this one
     */
    record RateLimited(Duration retryAfter, @Nullable Quota quota, long left) implements Failure {
        public RateLimited(Duration retryAfter) {
            this(retryAfter, null, 0);
        }

        @Override
        public FailureCode code() {
            return FailureCode.RATE_LIMITED;
        }

        @Override
        public String message() {
            return "Too many requests; try again in " + Math.max(1, retryAfter.toSeconds()) + " s";
        }

        @Override
        public Duration pause() {
            return retryAfter;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.rateLimited(this);
        }
    }

    /** Not now: overload, draining, or the database is away. Nothing was changed unless the code says otherwise. */
    record Unavailable(FailureCode code, String message, Duration retryAfter) implements Failure {
        @Override
        public Duration pause() {
            return retryAfter;
        }

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.unavailable(this);
        }
    }

    /** One method for each case, so that the compiler lists what a mapper forgot. */
    interface Cases<R> {
        R invalidInput(InvalidInput failure);

        R notFound(NotFound failure);

        R conflict(Conflict failure);

        R choiceRequired(ChoiceRequired failure);

        R unauthenticated(Unauthenticated failure);

        R insufficientScope(InsufficientScope failure);

        R refused(Refused failure);

        R tooLarge(TooLarge failure);

        R rateLimited(RateLimited failure);

        R unavailable(Unavailable failure);
    }
}
