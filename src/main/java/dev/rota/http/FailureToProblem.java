package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.observe.DirectMemory;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers failures of plain HTTP: a {@link Failure} as its problem document, anything else as a 500 that carries the
 * request id and nothing more. The last resort of every router, so that no request stays without an answer.
 */
public final class FailureToProblem {
    private static final Logger LOG = LoggerFactory.getLogger(FailureToProblem.class);

    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE);
    private static final CharSequence CHALLENGE = HttpHeaders.createOptimized("WWW-Authenticate");

    private FailureToProblem() {}

    /** Answers {@code cause}; does nothing when the response has begun, except to cut it off. */
    public static void send(RoutingContext ctx, Throwable cause) {
        if (cause instanceof FailureException expected) {
            send(ctx, expected.failure());
        } else {
            defect(ctx, cause);
        }
    }

    public static void send(RoutingContext ctx, Failure failure) {
        send(ctx, failure, failure.code().httpStatus());
    }

    /** The same where the request's own conditions make it another status than the failure's usual one. */
    public static void send(RoutingContext ctx, Failure failure, int status) {
        var response = begin(ctx, status);
        if (response != null) {
            putHeaders(response, failure);
            finish(ctx, response, failure, status);
        }
    }

    /** For the {@code Retry-After} header: whole seconds, at least one (RFC 9110 section 10.2.3). */
    public static String retryAfter(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }

    /** Every status a router can end in without a route having answered. */
    static void lastResort(Router router) {
        for (int status = 400; status < 600; status++) {
            router.errorHandler(status, ctx -> unanswered(router, ctx));
        }
    }

    private static void unanswered(Router router, RoutingContext ctx) {
        var cause = ctx.failure();
        if (ctx.statusCode() == 405 && !ctx.response().headWritten()) { // required: RFC 9110 section 15.5.6
            ctx.response().putHeader(HttpHeaders.ALLOW, AllowedMethods.of(router, ctx.normalizedPath()));
        }
        if (cause instanceof FailureException || (cause != null && ctx.statusCode() >= 500)) {
            send(ctx, cause);
        } else {
            send(ctx, ofStatus(ctx.statusCode()));
        }
    }

    /** What the router itself refuses: no route, wrong verb, an encoding of the path that cannot be decoded. */
    private static Failure ofStatus(int status) {
        return switch (status) {
            case 400 -> new Failure.Refused(FailureCode.INVALID_REQUEST, "The request is malformed");
            case 404 -> new Failure.NotFound("resource");
            case 405 -> new Failure.Refused(FailureCode.METHOD_NOT_ALLOWED, "This path does not take that method");
            case 406 -> new Failure.Refused(FailureCode.NOT_ACCEPTABLE, "None of the accepted types is available");
            case 413 -> new Failure.TooLarge(FailureCode.PAYLOAD_TOO_LARGE, "", "The body is too large", null);
            case 415 -> new Failure.Refused(FailureCode.UNSUPPORTED_MEDIA_TYPE, "This path does not take that type");
            case 503 ->
                new Failure.Unavailable(FailureCode.UNAVAILABLE, "Not available right now", Duration.ofSeconds(1));
            default -> new Failure.Refused(FailureCode.INVALID_REQUEST, "The request cannot be answered");
        };
    }

    private static void defect(RoutingContext ctx, Throwable cause) {
        DirectMemory.ofProcess().failed(cause);
        var id = RequestInfos.requestId(ctx);
        LOG.atError().setCause(cause).addKeyValue("request_id", id).log("a request failed in a way nobody foresaw");
        var response = begin(ctx, FailureCode.INTERNAL_ERROR.httpStatus());
        if (response != null) {
            response.end(new ProblemDocument(id, true).ofDefect()).onFailure(Losses::ignore);
        }
    }

    /** The response, ready for a problem; null when it is too late for one. */
    private static @Nullable HttpServerResponse begin(RoutingContext ctx, int status) {
        var response = ctx.response();
        if (response.ended() || response.closed()) {
            return null;
        }
        if (response.headWritten()) { // half a response cannot be taken back: the peer sees it cut off
            ctx.request().connection().close().onFailure(Losses::ignore);
            return null;
        }
        response.setStatusCode(status);
        response.putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE);
        return response;
    }

    private static void putHeaders(HttpServerResponse response, Failure failure) {
        var pause = failure.pause();
        if (failure instanceof Failure.RateLimited limited) {
            RateLimitFields.of(limited).forEach(response::putHeader);
        } else if (pause != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, retryAfter(pause));
        } else if (failure.code().httpStatus() == 401 && !response.headers().contains(CHALLENGE)) {
            response.putHeader(CHALLENGE, "Bearer"); // required: RFC 9110 section 11.6.1
        }
    }

    private static void finish(RoutingContext ctx, HttpServerResponse response, Failure failure, int status) {
        var hasBody = !WITHOUT_BODY.contains(ctx.request().method());
        response.end(new ProblemDocument(RequestInfos.requestId(ctx), hasBody).of(failure, status))
                .onFailure(Losses::ignore);
    }
}
