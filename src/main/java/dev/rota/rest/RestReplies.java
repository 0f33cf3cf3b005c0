package dev.rota.rest;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.http.BearerChallenge;
import dev.rota.http.FailureToProblem;
import dev.rota.identity.Scope;
import dev.rota.operation.Done;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Answers and refusals as HTTP has them. */
final class RestReplies {
    private static final int PRECONDITION_FAILED = 412;
    private static final List<String> SCOPES =
            Scope.OF_ADMIN_API.stream().sorted().map(Scope::wire).toList();

    private final BearerChallenge challenges;

    RestReplies(String publicUrl) {
        this.challenges = new BearerChallenge(publicUrl);
    }

    String publicUrl() {
        return challenges.publicUrl();
    }

    /** A document that is the same for everybody. */
    void document(RoutingContext ctx, Buffer document) {
        var sent = ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .end(document);
        sent.onFailure(ctx::fail);
    }

    Future<Void> done(RoutingContext ctx, Endpoint endpoint, Done done) {
        var response = ctx.response().setStatusCode(endpoint.status());
        if (done.replayed()) {
            response.putHeader("Idempotency-Replayed", "true");
        }
        if (endpoint.answer() == null) {
            return response.end();
        }
        if (endpoint.versioned()) {
            var version = done.json().toJsonObject().getInteger("version");
            if (version != null) {
                response.putHeader(HttpHeaders.ETAG, "\"" + version + "\"");
            }
        }
        return response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(done.json().toBuffer());
    }

    void refuse(RoutingContext ctx, Endpoint endpoint, Throwable problem) {
        if (!(problem instanceof FailureException known)) {
            FailureToProblem.send(ctx, problem);
            return;
        }
        var failure = known.failure();
        if (!ctx.response().headWritten()) {
            challenge(ctx, endpoint, failure);
        }
        FailureToProblem.send(ctx, failure, status(ctx, failure));
    }

    /** A condition of the request that does not hold (RFC 9110 section 13.1.1), rather than a conflict. */
    private static int status(RoutingContext ctx, Failure failure) {
        return failure.code() == FailureCode.VERSION_CONFLICT
                        && ctx.request().headers().contains(HttpHeaders.IF_MATCH)
                ? PRECONDITION_FAILED
                : failure.code().httpStatus();
    }

    private void challenge(RoutingContext ctx, Endpoint endpoint, Failure failure) {
        if (failure instanceof Failure.Unauthenticated unknown) {
            var scope = endpoint.access().scope();
            put(
                    ctx,
                    challenges.unauthenticated(
                            unknown, RestRoutes.BASE, scope == null ? SCOPES : List.of(scope.wire())));
        } else if (failure instanceof Failure.InsufficientScope missing) {
            put(ctx, challenges.insufficientScope(missing, RestRoutes.BASE));
        } else if (failure.code() == FailureCode.REAUTHENTICATION_REQUIRED) {
            put(ctx, challenges.reauthentication(Admittance.FRESH, RestRoutes.BASE));
        }
    }

    private static void put(RoutingContext ctx, String challenge) {
        ctx.response().putHeader("WWW-Authenticate", challenge);
    }
}
