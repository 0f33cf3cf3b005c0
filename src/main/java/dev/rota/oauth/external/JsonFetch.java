package dev.rota.oauth.external;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/** Small JSON documents of the configured issuer (security A27): at most 64 KiB, within 3 s, and no redirect followed. */
final class JsonFetch {
    static final int MOST_BYTES = 64 * 1024;
    private static final long LONGEST_MS = 3_000;

    private final Vertx vertx;
    private final HttpClient client;
    private final ExternalSettings settings;

    JsonFetch(Vertx vertx, HttpClient client, ExternalSettings settings) {
        this.vertx = vertx;
        this.client = client;
        this.settings = settings;
    }

    /** The object at {@code url}. Fails with a message for the log where there is none. */
    Future<JsonObject> get(URI url) {
        if (!settings.mayFetch(url)) {
            return failed(url, "is not https");
        }
        Promise<Buffer> done = Promise.promise();
        var timer = vertx.setTimer(LONGEST_MS, id -> done.tryFail("no answer within 3 s"));
        var request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url.toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json");
        // On one context, whoever calls: a body that begins before somebody listens is lost.
        vertx.getOrCreateContext().runOnContext(turn -> client.request(request)
                .compose(asked -> {
                    done.future().onFailure(problem -> asked.reset().onFailure(JsonFetch::over));
                    return asked.send();
                })
                .onSuccess(answer -> read(answer, done))
                .onFailure(done::tryFail));
        return done.future()
                .onComplete(ended -> vertx.cancelTimer(timer))
                .map(JsonObject::new)
                .recover(problem -> failed(url, String.valueOf(problem.getMessage())));
    }

    private static void read(HttpClientResponse answer, Promise<Buffer> done) {
        answer.exceptionHandler(done::tryFail); // also for the reset of one that is not wanted
        if (answer.statusCode() != 200) {
            done.tryFail("status " + answer.statusCode());
            return;
        }
        var body = Buffer.buffer();
        answer.handler(part -> {
                    if (body.length() + part.length() > MOST_BYTES) {
                        done.tryFail("more than 64 KiB");
                    } else {
                        body.appendBuffer(part);
                    }
                })
                .endHandler(end -> done.tryComplete(body));
    }

    /** An exchange that is given up may be over already. */
    private static void over(Throwable problem) {}

    private static <T> Future<T> failed(URI url, String why) {
        return Future.failedFuture(new VertxException(url + ": " + why, true));
    }
}
