package dev.rota.durability;

import static dev.rota.TestDatabase.await;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What stands before the nodes: gives each call to the next that is ready, and never sends one twice. A call that could not
 * be connected was not sent, so it goes to another; one that broke later is lost, and its client sees the connection end.
 */
final class Balancer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final long BETWEEN_CHECKS_MS = 200;
    private static final int CONNECTIONS = 64;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client;
    private final List<Upstream> upstreams;
    /** The nodes that calls were lost with. */
    private final List<Integer> lost = new CopyOnWriteArrayList<>();

    private final int port;
    private int next;

    /** One node. */
    private static final class Upstream {
        final int port;
        final int managementPort;
        volatile boolean ready;
        /** Only of the loop that checks: of two answers that overtake each other the older would count. */
        boolean asked;

        Upstream(int port, int managementPort) {
            this.port = port;
            this.managementPort = managementPort;
        }
    }

    /** @param managementPorts where each of the {@code ports} says whether it is ready */
    Balancer(int port, List<Integer> ports, List<Integer> managementPorts) {
        this.port = port;
        upstreams = new ArrayList<>();
        for (var i = 0; i < ports.size(); i++) {
            upstreams.add(new Upstream(ports.get(i), managementPorts.get(i)));
        }
        client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(1_000), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        await(vertx.createHttpServer().requestHandler(this::give).listen(port, HOST));
        vertx.setPeriodic(0, BETWEEN_CHECKS_MS, id -> upstreams.forEach(this::check));
    }

    int port() {
        return port;
    }

    /** Whether that node takes calls. */
    boolean uses(int node) {
        return upstreams.get(node).ready;
    }

    /** The node of each call that broke after it was sent. */
    List<Integer> lost() {
        return List.copyOf(lost);
    }

    /** Only a node that says so, or that nobody listens at, is not ready: one that answers late may be as busy as the machine. */
    private void check(Upstream upstream) {
        if (upstream.asked) {
            return;
        }
        upstream.asked = true;
        var ready = new RequestOptions()
                .setHost(HOST)
                .setPort(upstream.managementPort)
                .setURI("/health/ready")
                .setTimeout(1_000);
        client.request(ready)
                .compose(HttpClientRequest::send)
                .onSuccess(answer -> upstream.ready = says(answer.statusCode(), upstream.ready))
                .onFailure(problem -> upstream.ready &= !isRefusal(problem))
                .onComplete(done -> upstream.asked = false);
    }

    private static boolean says(int status, boolean before) {
        return status == 200 || (status != 503 && before);
    }

    private static boolean isRefusal(Throwable problem) {
        return problem instanceof ConnectException && !(problem instanceof ConnectTimeoutException);
    }

    private void give(HttpServerRequest request) {
        request.pause();
        connected(request, upstreams.size())
                .onSuccess(sent -> exchange(request, sent))
                .onFailure(none -> request.response().setStatusCode(502).end().onFailure(gone -> {}));
    }

    private record Sent(Upstream upstream, HttpClientRequest request) {}

    private Future<Sent> connected(HttpServerRequest request, int tries) {
        var ready = upstreams.stream().filter(one -> one.ready).toList();
        if (ready.isEmpty() || tries == 0) {
            return Future.failedFuture("no node is ready");
        }
        var chosen = ready.get(Math.floorMod(next++, ready.size()));
        var options = new RequestOptions()
                .setHost(HOST)
                .setPort(chosen.port)
                .setMethod(HttpMethod.valueOf(request.method().name()))
                .setURI(request.uri());
        return client.request(options).map(made -> new Sent(chosen, made)).recover(refused -> {
            chosen.ready = false;
            return connected(request, tries - 1);
        });
    }

    private void exchange(HttpServerRequest request, Sent sent) {
        sent.request().headers().setAll(request.headers());
        request.response().closeHandler(gone -> sent.request().reset());
        sent.request().send(request).compose(answer -> passOn(request, answer)).onFailure(broken -> {
            lost.add(upstreams.indexOf(sent.upstream()));
            request.connection().close().onFailure(gone -> {});
        });
    }

    private static Future<Void> passOn(HttpServerRequest request, HttpClientResponse answer) {
        var response = request.response().setStatusCode(answer.statusCode());
        answer.headers().forEach((name, value) -> {
            if (!name.equalsIgnoreCase(HttpHeaders.CONNECTION.toString())) {
                response.headers().add(name, value);
            }
        });
        return answer.pipeTo(response);
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
