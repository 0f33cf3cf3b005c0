package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure as RFC 9457 spells it. */
final class ProblemDocument implements Failure.Cases<JsonObject> {
    static final String MEDIA_TYPE = "application/problem+json";

    private final boolean hasBody;
    private final String requestId;

    /** @param hasBody whether a refused field was in a body (RFC 6901 pointer) or in the query (parameter) */
    ProblemDocument(String requestId, boolean hasBody) {
        this.requestId = requestId;
        this.hasBody = hasBody;
    }

    Buffer of(Failure failure) {
        return failure.fold(this).toBuffer();
    }

    /** @param status that it is answered with, where the request's own conditions make it another than the usual one */
    Buffer of(Failure failure, int status) {
        return failure.fold(this)
                .put("title", title(status))
                .put("status", status)
                .toBuffer();
    }

    /** A defect says nothing but where to look: security E1. */
    Buffer ofDefect() {
        return problem(FailureCode.INTERNAL_ERROR, null).toBuffer();
    }

    @Override
    public JsonObject invalidInput(Failure.InvalidInput failure) {
        var errors = errors(failure.field(), failure.message(), failure.accepted());
        failure.others().forEach(other -> errors.add(error(other.field(), other.message(), other.accepted())));
        return problem(failure.code(), named(failure)).put("errors", errors);
    }

    /** The first of what is wrong, as a sentence of its own: an error beside a pointer does not say the name again. */
    private static String named(Failure.InvalidInput failure) {
        return failure.field().startsWith("/")
                ? failure.field().substring(1) + " " + failure.message()
                : failure.message();
    }

    @Override
    public JsonObject notFound(Failure.NotFound failure) {
        return problem(failure);
    }

    @Override
    public JsonObject conflict(Failure.Conflict failure) {
        var problem = hinted(failure, failure.hint());
        failure.details().forEach(member -> problem.put(member.getKey(), member.getValue()));
        return problem;
    }

    @Override
    public JsonObject choiceRequired(Failure.ChoiceRequired failure) {
        return problem(failure).put("errors", errors(failure.field(), failure.message(), failure.choices()));
    }

    @Override
    public JsonObject unauthenticated(Failure.Unauthenticated failure) {
        return problem(failure);
    }

    @Override
    public JsonObject insufficientScope(Failure.InsufficientScope failure) {
        return problem(failure).put("scope", String.join(" ", failure.needed()));
    }

    @Override
    public JsonObject refused(Failure.Refused failure) {
        return problem(failure);
    }

    @Override
    public JsonObject tooLarge(Failure.TooLarge failure) {
        var problem = hinted(failure, failure.hint());
        return failure.field().isEmpty()
                ? problem
                : problem.put("errors", errors(failure.field(), failure.message(), List.of()));
    }

    @Override
    public JsonObject rateLimited(Failure.RateLimited failure) {
        return problem(failure);
    }

    @Override
    public JsonObject unavailable(Failure.Unavailable failure) {
        return problem(failure);
    }

    private JsonObject problem(Failure failure) {
        return problem(failure.code(), failure.message());
    }

    private JsonObject hinted(Failure failure, @Nullable String hint) {
        var problem = problem(failure);
        return hint == null ? problem : problem.put("hint", hint);
    }

    private JsonObject problem(FailureCode code, @Nullable String detail) {
        var problem = new JsonObject()
                .put("type", "about:blank")
                .put("title", title(code.httpStatus()))
                .put("status", code.httpStatus());
        if (detail != null) {
            problem.put("detail", detail);
        }
        return problem.put("code", code.wire()).put("request_id", requestId);
    }

    private JsonArray errors(String field, String detail, List<String> accepted) {
        return new JsonArray().add(error(field, detail, accepted));
    }

    private JsonObject error(String field, String detail, List<String> accepted) {
        var error = new JsonObject();
        if (!field.isEmpty()) {
            error.put(hasBody ? "pointer" : "parameter", hasBody ? pointer(field) : field);
        }
        error.put("detail", detail);
        return accepted.isEmpty() ? error : error.put("accepted", new JsonArray(accepted));
    }

    private static String pointer(String field) {
        return field.startsWith("/") ? field : "/" + field.replace("~", "~0").replace("/", "~1");
    }

    /** With {@code about:blank} the title is the status's phrase, in the words of RFC 9110. */
    private static String title(int status) {
        return switch (status) {
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 422 -> "Unprocessable Content";
            default -> HttpResponseStatus.valueOf(status).reasonPhrase();
        };
    }
}
