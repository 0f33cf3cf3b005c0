package dev.rota.egress;

import dev.rota.egress.EgressException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks what a URL names that somebody else has chosen (security W4, W5): over https with a verified certificate, or over
 * http where a request may be and the operator allows the address; at an address that was vetted after the name was
 * resolved, over a connection that serves this one request. No proxy, no cookies, no redirects, no decompression,
 * HTTP/1.1. For any thread.
 */
public final class Egress {
    private static final Logger LOG = LoggerFactory.getLogger(Egress.class);
    /** Requests under way of one instance: they are rare, each is over within seconds, or its kind has a limit of its own. */
    static final int MOST = 32;

    private static final int CONNECT_MS = 3_000;

    private final Vertx vertx;
    private final Names names;
    private final Guard guard;
    private final HttpClientAgent client;
    private final AtomicInteger running = new AtomicInteger();

    /**
     * Blocks for the moment that TLS takes to load.
     *
     * @param publicUrl of this deployment, which is not reached by its own name
     */
    public Egress(Vertx vertx, EgressSettings settings, URI publicUrl) {
        this(vertx, settings, publicUrl, Names.of(vertx));
    }

    Egress(Vertx vertx, EgressSettings settings, URI publicUrl, Names names) {
        loadTls();
        this.vertx = vertx;
        this.names = names;
        this.guard = new Guard(settings, publicUrl.getHost());
        this.client = vertx.httpClientBuilder().with(options(settings)).build();
    }

    /** Here, where somebody waits for the start anyway: it would hold the first event loop that comes by for 0.1 s. */
    private static void loadTls() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            LOG.debug("TLS is there: {}", context.createSSLEngine().getSupportedProtocols().length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this runtime has no TLS", e);
        }
    }

    private static HttpClientOptions options(EgressSettings settings) {
        var options = new HttpClientOptions()
                .setTracingPolicy(TracingPolicy.IGNORE) // strangers named the host: no trace is told there
                .setSsl(true)
                .setVerifyHost(true)
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setConnectTimeout(CONNECT_MS)
                .setSslHandshakeTimeout(CONNECT_MS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslEngineOptions(new JdkSSLEngineOptions().setUseWorkerThread(true));
        var authorities = settings.authorities();
        return authorities == null ? options : options.setTrustOptions(authorities.trust());
    }

    /**
     * The answer to a GET, whatever its status. Fails with {@link EgressException} when there is none.
     *
     * @param accept the media type asked for
     */
    public Future<Fetched> get(URI uri, String accept, EgressLimits limits) {
        return send(EgressRequest.get(uri, accept), limits);
    }

    /** The same for another request. */
    public Future<Fetched> send(EgressRequest request, EgressLimits limits) {
        return run(request, limits, null, Promise.promise());
    }

    /**
     * The same, with the body of a 2xx answer told as it comes and not kept.
     *
     * @param parts is called on the caller's context
     * @param cancelled ends the exchange when it completes
     */
    public Future<Fetched> stream(
            EgressRequest request, EgressLimits limits, Handler<Buffer> parts, Promise<Void> cancelled) {
        return run(request, limits, parts, cancelled);
    }

    private Future<Fetched> run(
            EgressRequest request, EgressLimits limits, @Nullable Handler<Buffer> parts, Promise<Void> cancelled) {
        if (running.incrementAndGet() > MOST) {
            running.decrementAndGet();
            return Future.failedFuture(new EgressException(Reason.BUSY, "too many requests are under way"));
        }
        Promise<Fetched> answer = Promise.promise();
        var exchange = new Exchange(vertx, client, names, guard, request, limits, parts);
        var context = vertx.getOrCreateContext();
        context.runOnContext(turn -> {
            exchange.run().onComplete(answer);
            cancelled.future().onComplete(done -> context.runOnContext(now -> exchange.cancel()));
        });
        return answer.future().onComplete(done -> running.decrementAndGet()).onFailure(problem -> LOG.atInfo()
                .addKeyValue("host", request.uri().getHost())
                .log("nothing was fetched: {}", problem.getMessage()));
    }
}
