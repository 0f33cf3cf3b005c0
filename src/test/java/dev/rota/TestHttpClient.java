package dev.rota;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The one HTTP client of the tests. It speaks HTTP/1.1 as the server does: the JDK's own default asks every server to
 * upgrade to h2c, and with one that agrees an exchange now and then never ends. It waits for a whole answer, where the
 * JDK's {@link HttpRequest#timeout()} ends with the headers.
 */
public final class TestHttpClient {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private TestHttpClient() {}

    /** For exchanges that are watched while they last. */
    public static HttpClient shared() {
        return CLIENT;
    }

    /** @throws AssertionError when the whole answer is not there within a minute, or the exchange broke */
    public static <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
        try {
            return exchange(request, body);
        } catch (IOException e) {
            throw new AssertionError(request.method() + " " + request.uri() + " broke", e);
        }
    }

    /** As {@link #send}, for exchanges that are expected to break. */
    public static <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> body) throws IOException {
        var answer = CLIENT.sendAsync(request, body);
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new AssertionError(request.method() + " " + request.uri() + " had no whole answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
