package dev.rota.mcp.protocol;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.http.BearerChallenge;
import dev.rota.http.FailureToProblem;
import dev.rota.http.RateLimitFields;
import dev.rota.jsonrpc.JsonRpcError;
import dev.rota.jsonrpc.RequestId;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.McpRequest;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every failure of an MCP request as an answer: HTTP status, challenge, JSON-RPC error (security section 1). */
public final class FailureToMcp {
    private static final Logger LOG = LoggerFactory.getLogger(FailureToMcp.class);

    private final BearerChallenge challenges;
    private final Function<McpPath, Collection<String>> scopes;
    private final ErrorForm form;

    /** @param scopes of what a path lists by default */
    public FailureToMcp(BearerChallenge challenges, Function<McpPath, Collection<String>> scopes, ErrorForm form) {
        this.challenges = challenges;
        this.scopes = scopes;
        this.form = form;
    }

    /** The answer to {@code request} after {@code cause}; never fails. */
    public Answer answer(Throwable cause, @Nullable RequestId id, McpRequest request) {
        if (cause instanceof Denied denied) {
            return answer(denied.answer(), id, request);
        }
        if (cause instanceof ProtocolException protocol) {
            return of(protocol, id, request);
        }
        if (cause instanceof FailureException expected) {
            return expected.failure().fold(new Cases(id, request));
        }
        LOG.error("Request {} failed", request.info().id(), cause);
        var code = FailureCode.INTERNAL_ERROR;
        return of(ProtocolException.of(code, "Internal error"), id, request);
    }

    private Answer of(ProtocolException protocol, @Nullable RequestId id, McpRequest request) {
        var said = form.said(protocol);
        return new Answer(said.status(), Map.of(), form.framed(id, error(said, request)));
    }

    private static JsonRpcError error(ProtocolException protocol, McpRequest request) {
        var data = protocol.data()
                .copy()
                .put("code", protocol.code().wire())
                .put("request_id", request.info().id());
        return new JsonRpcError(protocol.jsonRpc(), protocol.text(), data);
    }

    /** What each kind of failure is outside of tools, whose results carry their own (see {@code ToolFailures}). */
    private final class Cases implements Failure.Cases<Answer> {
        private final @Nullable RequestId id;
        private final McpRequest request;

        Cases(@Nullable RequestId id, McpRequest request) {
            this.id = id;
            this.request = request;
        }

        @Override
        public Answer invalidInput(Failure.InvalidInput failure) {
            return switch (failure.code()) {
                case VALIDATION_FAILED, UNKNOWN_FIELD ->
                    of(
                            ProtocolException.inBand(
                                    FailureCode.INVALID_PARAMS, -32602, failure.message(), invalid(failure)),
                            id,
                            request);
                default -> withStatus(failure);
            };
        }

        private JsonObject invalid(Failure.InvalidInput failure) {
            var data = new JsonObject();
            if (!failure.field().isEmpty()) {
                data.put("field", failure.field());
            }
            if (!failure.accepted().isEmpty()) {
                data.put("accepted", failure.accepted());
            }
            return data;
        }

        @Override
        public Answer notFound(Failure.NotFound failure) {
            return withStatus(failure);
        }

        @Override
        public Answer conflict(Failure.Conflict failure) {
            return inBand(failure, failure.details());
        }

        @Override
        public Answer choiceRequired(Failure.ChoiceRequired failure) {
            return inBand(
                    failure, new JsonObject().put("field", failure.field()).put("accepted", failure.choices()));
        }

        @Override
        public Answer unauthenticated(Failure.Unauthenticated failure) {
            return withStatus(failure)
                    .with(
                            "WWW-Authenticate",
                            challenges.unauthenticated(failure, request.path().path(), scopes.apply(request.path())));
        }

        @Override
        public Answer insufficientScope(Failure.InsufficientScope failure) {
            return withStatus(failure)
                    .with(
                            "WWW-Authenticate",
                            challenges.insufficientScope(failure, request.path().path()));
        }

        @Override
        public Answer refused(Failure.Refused failure) {
            var answer = withStatus(failure);
            return failure.code() == FailureCode.METHOD_NOT_ALLOWED ? answer.with("Allow", "POST") : answer;
        }

        @Override
        public Answer tooLarge(Failure.TooLarge failure) {
            return withStatus(failure);
        }

        @Override
        public Answer rateLimited(Failure.RateLimited failure) {
            var answer = withStatus(failure);
            for (var field : RateLimitFields.of(failure).entrySet()) {
                answer = answer.with(field.getKey(), field.getValue());
            }
            return answer;
        }

        @Override
        public Answer unavailable(Failure.Unavailable failure) {
            return withStatus(failure).with("Retry-After", FailureToProblem.retryAfter(failure.retryAfter()));
        }

        private Answer withStatus(Failure failure) {
            return of(ProtocolException.of(failure.code(), failure.message()), id, request);
        }

        private Answer inBand(Failure failure, JsonObject data) {
            var code = failure.code();
            return of(ProtocolException.inBand(code, code.jsonRpc(), failure.message(), data), id, request);
        }
    }
}
