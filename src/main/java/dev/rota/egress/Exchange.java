package dev.rota.egress;

import dev.rota.egress.EgressException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, over a connection of its own. Everything happens on one context. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    /** Addresses of one name that are tried. */
    private static final int MOST_TRIES = 3;

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final Names names;
    private final Guard guard;
    private final EgressRequest request;
    private final EgressLimits limits;
    private final @Nullable Handler<Buffer> parts;
    private final Promise<Fetched> answer = Promise.promise();
    private @Nullable HttpConnection open;
    private @Nullable Long idle;
    private boolean sent;
    private boolean over;

    /** @param parts is given the body of a 2xx answer as it comes, instead of the answer; null for none */
    Exchange(
            Vertx vertx,
            HttpClientAgent client,
            Names names,
            Guard guard,
            EgressRequest request,
            EgressLimits limits,
            @Nullable Handler<Buffer> parts) {
        this.vertx = vertx;
        this.client = client;
        this.names = names;
        this.guard = guard;
        this.request = request;
        this.limits = limits;
        this.parts = parts;
    }

    /** Fails with EgressException. Nothing is left open afterwards. */
    Future<Fetched> run() {
        Future.<Void>succeededFuture()
                .compose(begun -> addresses())
                .compose(addresses -> connect(addresses, 0))
                .compose(this::ask)
                .compose(this::read)
                .timeout(limits.total().toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(answer::tryComplete)
                .onFailure(answer::tryFail);
        return answer.future()
                .recover(problem -> Future.failedFuture(reason(problem)))
                .onComplete(done -> end());
    }

    /** Ends it at once, with that reason. */
    void cancel() {
        answer.tryFail(new EgressException(Reason.CANCELLED, "nobody waits for the answer", sent));
    }

    private Future<List<InetAddress>> addresses() {
        if (request.plain()) {
            Guard.requireWeb(request.uri());
        } else {
            Guard.require(request.uri());
        }
        var host = request.uri().getHost();
        return Guard.literal(host)
                .map(literal -> Future.succeededFuture(List.of(literal)))
                .orElseGet(() -> names.find(host))
                .map(found -> request.isEncrypted() ? guard.vetted(host, found) : guard.allowed(host, found));
    }

    /** To the vetted address itself; the name is for SNI, certificate and Host alone. */
    private Future<HttpClientConnection> connect(List<InetAddress> addresses, int at) {
        var options = new HttpConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(addresses.get(at), request.port())))
                .setHost(request.uri().getHost())
                .setPort(request.port())
                .setSsl(request.isEncrypted());
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
        var options = new RequestOptions()
                .setMethod(request.method())
                .setFollowRedirects(false)
                .setURI(request.target())
                .putHeader(HttpHeaders.USER_AGENT, "rota");
        request.headers().forEach(options::putHeader);
        return connection.request(options).compose(this::send);
    }

    private Future<HttpClientResponse> send(HttpClientRequest opened) {
        if (over) {
            return Future.failedFuture("too late");
        }
        sent = true;
        watch();
        var body = request.body();
        return body == null ? opened.send() : opened.send(body);
    }

    private Future<Fetched> read(HttpClientResponse response) {
        if (response.statusCode() < 200 || response.statusCode() > 299) {
            return Future.succeededFuture(new Fetched(response.statusCode(), response.headers(), Buffer.buffer()));
        }
        if (isEncoded(response)) {
            throw new EgressException(Reason.ENCODED, "the answer is compressed", sent);
        }
        Promise<Fetched> read = Promise.promise();
        var body = Buffer.buffer();
        var length = new int[1];
        response.handler(chunk -> {
            watch();
            length[0] += chunk.length();
            if (length[0] > limits.bytes()) {
                read.tryFail(
                        new EgressException(Reason.TOO_LARGE, "the answer is longer than " + limits.bytes(), sent));
            } else if (parts == null) {
                body.appendBuffer(chunk);
            } else if (!over) {
                parts.handle(chunk);
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

    /** Once more from now: silence of that length ends it. */
    private void watch() {
        unwatch();
        if (!over && limits.idle().compareTo(limits.total()) < 0) {
            idle = vertx.setTimer(
                    limits.idle().toMillis(),
                    silent ->
                            answer.tryFail(new EgressException(Reason.TIMED_OUT, "silent for " + limits.idle(), sent)));
        }
    }

    private void unwatch() {
        if (idle != null) {
            vertx.cancelTimer(idle);
            idle = null;
        }
    }

    private void end() {
        over = true;
        unwatch();
        if (open != null) {
            open.close().onFailure(problem -> LOG.debug("a connection was closed already", problem));
        }
    }

    private EgressException reason(Throwable problem) {
        if (problem instanceof EgressException known) {
            return known;
        }
        return problem instanceof TimeoutException
                ? new EgressException(Reason.TIMED_OUT, "no whole answer within " + limits.total(), sent)
                : new EgressException(Reason.UNREACHABLE, "no answer: " + problem.getMessage(), sent);
    }
}
