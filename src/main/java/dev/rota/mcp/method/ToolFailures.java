package dev.rota.mcp.method;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ToolResult;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Failures that a model can act on as results with {@code isError} (catalogue section 7). The others are empty here:
 * those of the credential and of the moment are HTTP statuses, so that clients refresh and back off.
 */
final class ToolFailures implements Failure.Cases<Optional<ToolResult>> {
    private static final ToolFailures CASES = new ToolFailures();

    private ToolFailures() {}

    static Optional<ToolResult> result(Failure failure) {
        return failure.fold(CASES);
    }

    @Override
    public Optional<ToolResult> invalidInput(Failure.InvalidInput failure) {
        var error = error(failure, null);
        if (!failure.field().isEmpty()) {
            error.put("field", failure.field());
        }
        if (!failure.accepted().isEmpty()) {
            error.put("accepted", failure.accepted());
        }
        return Optional.of(failed(error));
    }

    @Override
    public Optional<ToolResult> notFound(Failure.NotFound failure) {
        return Optional.of(failed(error(failure, null)));
    }

    @Override
    public Optional<ToolResult> conflict(Failure.Conflict failure) {
        return Optional.of(failed(error(failure, failure.hint()).mergeIn(failure.details())));
    }

    @Override
    public Optional<ToolResult> choiceRequired(Failure.ChoiceRequired failure) {
        return Optional.of(
                failed(error(failure, null).put("field", failure.field()).put("accepted", failure.choices())));
    }

    @Override
    public Optional<ToolResult> tooLarge(Failure.TooLarge failure) {
        var error = error(failure, failure.hint());
        return Optional.of(failed(failure.field().isEmpty() ? error : error.put("field", failure.field())));
    }

    @Override
    public Optional<ToolResult> unauthenticated(Failure.Unauthenticated failure) {
        return Optional.empty();
    }

    @Override
    public Optional<ToolResult> insufficientScope(Failure.InsufficientScope failure) {
        return Optional.empty();
    }

    @Override
    public Optional<ToolResult> refused(Failure.Refused failure) {
        return Optional.empty();
    }

    @Override
    public Optional<ToolResult> rateLimited(Failure.RateLimited failure) {
        return Optional.empty();
    }

    @Override
    public Optional<ToolResult> unavailable(Failure.Unavailable failure) {
        return Optional.empty();
    }

    private static JsonObject error(Failure failure, @Nullable String hint) {
        return new JsonObject()
                .put("code", failure.code().wire())
                .put("message", failure.message())
                .put("hint", hint == null ? hint(failure.code()) : hint)
                .put("retryable", failure.code().retryable());
    }

    /** What to do about it where the failure itself does not say. */
    private static String hint(FailureCode code) {
        return switch (code) {
            case NOT_FOUND -> "Check the spelling; it may be in the trash, or out of this credential's reach.";
            case ORG_REQUIRED, PROJECT_REQUIRED -> "Call again and name one of the accepted values.";
            case VERSION_CONFLICT -> "Read the current state, apply your change to it, then call again.";
            case ALREADY_CLAIMED -> "Take another task, or try again later.";
            case LEASE_LOST -> "Claim the task again; what was finished is kept.";
            case PAYLOAD_TOO_LARGE, LIMIT_EXCEEDED -> "Send less at once.";
            case IDEMPOTENCY_MISMATCH -> "Use a new request_id for a different request.";
            default -> code.retryable() ? "Call again later." : "Change the arguments and call again.";
        };
    }

    private static ToolResult failed(JsonObject error) {
        return new ToolResult.Complete(JsonBytes.of(new JsonObject().put("error", error)), List.of(), true);
    }
}
