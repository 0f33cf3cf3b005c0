package dev.rota.egress;

import dev.rota.egress.EgressException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, over a connection of its own. Everything happens on one context. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int HTTPS = 443;
    /** Addresses of one name that are tried. */
    private static final int MOST_TRIES = 3;

    private final HttpClientAgent client;
    private final Names names;
    private final Guard guard;
    private final URI uri;
    private final String accept;
    private final EgressLimits limits;
    private @Nullable HttpConnection open;
    private boolean over;

    Exchange(HttpClientAgent client, Names names, Guard guard, URI uri, String accept, EgressLimits limits) {
        this.client = client;
        this.names = names;
        this.guard = guard;
        this.uri = uri;
        this.accept = accept;
        this.limits = limits;
    }

    /** Fails with EgressException. Nothing is left open afterwards. */
    Future<Fetched> run() {
        return Future.<Void>succeededFuture()
                .compose(begun -> addresses())
                .compose(addresses -> connect(addresses, 0))
                .compose(this::ask)
                .compose(this::read)
                .timeout(limits.total().toMillis(), TimeUnit.MILLISECONDS)
                .recover(problem -> Future.failedFuture(reason(problem)))
                .onComplete(done -> end());
    }

    private Future<List<InetAddress>> addresses() {
        Guard.require(uri);
        var host = uri.getHost();
        return Guard.literal(host)
                .map(literal -> Future.succeededFuture(List.of(literal)))
                .orElseGet(() -> names.find(host))
                .map(found -> guard.vetted(host, found));
    }

    /** To the vetted address itself; the name is for SNI, certificate and Host alone. */
    private Future<HttpClientConnection> connect(List<InetAddress> addresses, int at) {
        var port = uri.getPort() < 0 ? HTTPS : uri.getPort();
        var options = new HttpConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(addresses.get(at), port)))
                .setHost(uri.getHost())
                .setPort(port);
        return client.connect(options)
                .map(this::opened)
                .recover(problem -> over || at + 1 == Math.min(addresses.size(), MOST_TRIES)
                        ? Future.failedFuture(problem)
                        : connect(addresses, at + 1));
    }

    private HttpClientConnection opened(HttpClientConnection connection) {
        open = connection;
        if (over) {
            end();
        }
        return connection;
    }

    private Future<HttpClientResponse> ask(HttpClientConnection connection) {
        if (over) {
            return Future.failedFuture("too late");
        }
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setFollowRedirects(false)
                .setURI(path + query)
                .putHeader(HttpHeaders.ACCEPT, accept)
                .putHeader(HttpHeaders.USER_AGENT, "rota");
        return connection.request(options).compose(request -> request.send());
    }

    private Future<Fetched> read(HttpClientResponse response) {
        if (response.statusCode() < 200 || response.statusCode() > 299) {
            return Future.succeededFuture(new Fetched(response.statusCode(), response.headers(), Buffer.buffer()));
        }
        if (isEncoded(response)) {
            throw new EgressException(Reason.ENCODED, "the answer is compressed");
        }
        Promise<Fetched> read = Promise.promise();
        var body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > limits.bytes()) {
                read.tryFail(new EgressException(Reason.TOO_LARGE, "the answer is longer than " + limits.bytes()));
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(read::tryFail);
        response.endHandler(end -> read.tryComplete(new Fetched(response.statusCode(), response.headers(), body)));
        return read.future();
    }

    private static boolean isEncoded(HttpClientResponse response) {
        var content = response.getHeader(HttpHeaders.CONTENT_ENCODING);
        var transfer = response.getHeader(HttpHeaders.TRANSFER_ENCODING);
        return (content != null && !content.equalsIgnoreCase("identity"))
                || (transfer != null && !transfer.equalsIgnoreCase("chunked"));
    }

    private void end() {
        over = true;
        if (open != null) {
            open.close().onFailure(problem -> LOG.debug("a connection was closed already", problem));
        }
    }

    private EgressException reason(Throwable problem) {
        if (problem instanceof EgressException known) {
            return known;
        }
        return problem instanceof TimeoutException
                ? new EgressException(Reason.TIMED_OUT, "no whole answer within " + limits.total())
                : new EgressException(Reason.UNREACHABLE, "no answer: " + problem.getMessage());
    }
}
