package dev.rota.egress;

import dev.rota.egress.EgressException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what a URL names that somebody else has chosen (security W4, W5): https with a verified certificate, from an
 * address that was vetted after the name was resolved, over a connection that serves this one request. No proxy, no cookies,
 * no redirects, no decompression, HTTP/1.1. For any thread.
 */
public final class Egress {
    private static final Logger LOG = LoggerFactory.getLogger(Egress.class);
    /** Requests under way of one instance. They are rare, and each is over within seconds. */
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
        if (running.incrementAndGet() > MOST) {
            running.decrementAndGet();
            return Future.failedFuture(new EgressException(Reason.BUSY, "too many requests are under way"));
        }
        Promise<Fetched> answer = Promise.promise();
        var exchange = new Exchange(client, names, guard, uri, accept, limits);
        vertx.getOrCreateContext().runOnContext(turn -> exchange.run().onComplete(answer));
        return answer.future().onComplete(done -> running.decrementAndGet()).onFailure(problem -> LOG.atInfo()
                .addKeyValue("host", uri.getHost())
                .log("nothing was fetched: {}", problem.getMessage()));
    }
}
