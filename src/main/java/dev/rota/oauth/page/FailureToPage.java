package dev.rota.oauth.page;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.http.FailureToProblem;
import dev.rota.http.RequestInfos;
import dev.rota.oauth.OAuthException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells failures to people: what is no failure of a contract is logged and shown by its request id alone. */
public final class FailureToPage {
    private static final Logger LOG = LoggerFactory.getLogger(FailureToPage.class);
    private static final String AGAIN = "Go back to the application you came from and start again.";
    private static final String CONNECT_AGAIN =
            "Go back to the application and connect it again; if that does not help, tell its developer.";

    private final Pages pages;

    public FailureToPage(Pages pages) {
        this.pages = pages;
    }

    public void send(RoutingContext ctx, Throwable cause) {
        if (cause instanceof RefusedPage refused) {
            pages.send(ctx, refused.status(), refused.code(), refused.what(), refused.advice());
        } else if (cause instanceof OAuthException refused) {
            var error = refused.error();
            pages.send(ctx, 400, error.getCode(), error.getDescription() + ".", CONNECT_AGAIN);
        } else if (cause instanceof FailureException expected) {
            send(ctx, expected.failure());
        } else {
            LOG.atError()
                    .setCause(cause)
                    .addKeyValue("request_id", RequestInfos.requestId(ctx))
                    .log("a request failed in a way nobody foresaw");
            pages.send(ctx, 500, "internal_error", "Something went wrong on our side.", AGAIN);
        }
    }

    private void send(RoutingContext ctx, Failure failure) {
        var wait = failure.pause();
        if (wait != null && !ctx.response().headWritten()) {
            ctx.response().putHeader(HttpHeaders.RETRY_AFTER, FailureToProblem.retryAfter(wait));
        }
        var code = failure.code();
        var advice = wait == null ? AGAIN : "Wait " + words(wait) + ", then go back and try again.";
        pages.send(ctx, code.httpStatus(), code.wire(), what(failure), advice);
    }

    private static String words(Duration wait) {
        var seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        if (seconds >= 60) {
            var minutes = (seconds + 59) / 60;
            return minutes + (minutes == 1 ? " minute" : " minutes");
        }
        return seconds + (seconds == 1 ? " second" : " seconds");
    }

    private static String what(Failure failure) {
        return failure instanceof Failure.RateLimited
                ? "There were too many attempts from here."
                : failure.message() + ".";
    }
}
