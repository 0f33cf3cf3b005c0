package dev.rota.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.http.FailureToProblem;
import dev.rota.http.RequestInfos;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers failures as the token endpoint and its siblings do (RFC 6749 section 5.2). */
public final class FailureToOAuth {
    private static final Logger LOG = LoggerFactory.getLogger(FailureToOAuth.class);
    private static final Cases CASES = new Cases();

    private FailureToOAuth() {}

    /** Answers {@code cause}: what is no failure of a contract is logged and becomes {@code server_error}. */
    public static void send(RoutingContext ctx, Throwable cause) {
        if (cause instanceof OAuthException known) {
            send(ctx, known.error(), null);
        } else if (cause instanceof FailureException expected) {
            send(ctx, expected.failure().fold(CASES), expected.failure().pause());
        } else {
            var id = RequestInfos.requestId(ctx);
            LOG.atError().setCause(cause).addKeyValue("request_id", id).log("a request failed in a way nobody foresaw");
            send(ctx, OAuth2Error.SERVER_ERROR.setDescription("Request " + id + " failed"), null);
        }
    }

    private static void send(RoutingContext ctx, ErrorObject error, @Nullable Duration wait) {
        var response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(error.getHTTPStatusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (wait != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, FailureToProblem.retryAfter(wait));
        }
        if (error.getHTTPStatusCode() == 401) { // required: RFC 9110 section 11.6.1
            response.putHeader("WWW-Authenticate", "Basic realm=\"rota\"");
        }
        response.end(error.toJSONObject().toJSONString())
                .onFailure(lost -> LOG.trace("the peer left before the end", lost));
    }

    private static ErrorObject invalid(Failure failure, int status) {
        return new ErrorObject(OAuth2Error.INVALID_REQUEST_CODE, legal(failure.message()), status);
    }

    private static ErrorObject later(Failure failure) {
        return new ErrorObject(
                OAuth2Error.TEMPORARILY_UNAVAILABLE_CODE,
                legal(failure.message()),
                failure.code().httpStatus());
    }

    /** Descriptions have no quotation marks and nothing beyond ASCII. */
    private static String legal(String message) {
        return ErrorObject.removeIllegalChars(message);
    }

    private static final class Cases implements Failure.Cases<ErrorObject> {
        @Override
        public ErrorObject invalidInput(Failure.InvalidInput failure) {
            return invalid(failure, 400);
        }

        @Override
        public ErrorObject notFound(Failure.NotFound failure) {
            return invalid(failure, 400);
        }

        @Override
        public ErrorObject conflict(Failure.Conflict failure) {
            return invalid(failure, 400);
        }

        @Override
        public ErrorObject choiceRequired(Failure.ChoiceRequired failure) {
            return invalid(failure, 400);
        }

        @Override
        public ErrorObject unauthenticated(Failure.Unauthenticated failure) {
            return OAuth2Error.INVALID_CLIENT.setDescription("Client authentication failed");
        }

        @Override
        public ErrorObject insufficientScope(Failure.InsufficientScope failure) {
            return OAuth2Error.INVALID_SCOPE.setDescription(legal(failure.message()));
        }

        @Override
        public ErrorObject refused(Failure.Refused failure) {
            return invalid(failure, failure.code().httpStatus());
        }

        @Override
        public ErrorObject tooLarge(Failure.TooLarge failure) {
            return invalid(failure, failure.code().httpStatus());
        }

        @Override
        public ErrorObject rateLimited(Failure.RateLimited failure) {
            return later(failure);
        }

        @Override
        public ErrorObject unavailable(Failure.Unavailable failure) {
            return later(failure);
        }
    }
}
