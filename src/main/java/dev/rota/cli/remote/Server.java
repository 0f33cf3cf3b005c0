package dev.rota.cli.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * One server, over HTTP/1.1. Follows no redirect, which would carry a credential to where nobody meant it to go. For any
 * thread.
 */
public final class Server {
    /** More than the longest wait that a tool offers. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private final URI url;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();

    /** @param url without a slash at its end */
    public Server(URI url) {
        this.url = url;
    }

    public URI url() {
        return url;
    }

    /** A request to {@code path}, which begins with a slash. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }

    /** For exchanges that are streamed; {@link #unreachable} tells their failures. */
    public HttpClient http() {
        return client;
    }

    /** The whole answer. Fails with {@link RemoteException} when there is none within a minute. */
    HttpResponse<String> send(HttpRequest.Builder request) {
        var exchange = client.sendAsync(request.build(), head -> new BoundedBody(MOST_BYTES));
        try {
            return exchange.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw new RemoteException("no answer from " + url + " within " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new RemoteException("interrupted while waiting for " + url);
        }
    }

    /** What a broken exchange means to whoever wanted it. */
    public RemoteException unreachable(Throwable cause) {
        if (cause instanceof RemoteException known) {
            return known;
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return new RemoteException("no connection to " + url + " within " + CONNECT.toSeconds() + " s");
        }
        if (cause instanceof ConnectException) {
            return cause.getCause() instanceof UnresolvedAddressException
                    ? new RemoteException("there is no host " + url.getHost() + "; is the URL right?")
                    : new RemoteException("Connection refused: nothing listens at " + url
                            + ". Is the server running, and the URL right (rota.api-url, with http:// or https://)?");
        }
        if (cause instanceof SSLException) {
            return new RemoteException("no secure connection to " + url + ": " + cause.getMessage());
        }
        return new RemoteException("the connection to " + url + " broke: "
                + (cause instanceof IOException && cause.getMessage() != null ? cause.getMessage() : cause));
    }
}
