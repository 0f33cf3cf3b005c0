package dev.rota.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches of spans to the collector over Vert.x's HTTP client: one connection, each request with a deadline, nothing
 * sent again. Before {@link #open} and after {@link #close} every batch fails.
 */
final class CollectorClient {
    private static final long LONGEST_MS = 10_000;
    private static final int CONNECT_MS = 3_000;

    private volatile @Nullable WebClient client;

    /** From now on over {@code vertx}, which must outlive {@link #close}. */
    void open(Vertx vertx) {
        var options = new WebClientOptions(new HttpClientOptions()
                .setTracingPolicy(TracingPolicy.IGNORE) // telling of spans must not make spans
                .setConnectTimeout(CONNECT_MS)
                .setVerifyHost(true)
                .setSslHandshakeTimeout(CONNECT_MS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setDecompressionSupported(false));
        options.setFollowRedirects(false).setUserAgentEnabled(false);
        client = WebClient.create(vertx, options, new PoolOptions().setHttp1MaxSize(1));
    }

    void close() {
        var open = client;
        client = null;
        if (open != null) {
            open.close();
        }
    }

    /** What OpenTelemetry's exporter sends with. */
    HttpSender sender(HttpSenderConfig config) {
        return new Sender(config);
    }

    private final class Sender implements HttpSender {
        private final HttpSenderConfig config;

        Sender(HttpSenderConfig config) {
            this.config = config;
        }

        @Override
        public void send(MessageWriter message, Consumer<HttpResponse> answered, Consumer<Throwable> failed) {
            Future<Answer> answer;
            try {
                answer = post(written(message));
            } catch (IOException | RuntimeException e) {
                failed.accept(e);
                return;
            }
            answer.onSuccess(answered::accept).onFailure(failed::accept);
        }

        private Future<Answer> post(Buffer body) {
            var open = client;
            if (open == null) {
                return Future.failedFuture("not connected to a collector");
            }
            var options = new RequestOptions()
                    .setMethod(HttpMethod.POST)
                    .setAbsoluteURI(config.getEndpoint().toString())
                    .setTimeout(LONGEST_MS)
                    .putHeader("Content-Type", config.getContentType());
            var headers = config.getHeadersSupplier().get();
            headers.forEach((name, values) -> values.forEach(value -> options.putHeader(name, value)));
            return open.request(HttpMethod.POST, options)
                    .sendBuffer(body)
                    .map(response -> new Answer(response.statusCode(), response.statusMessage()));
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess(); // the client is closed with the server
        }
    }

    private static Buffer written(MessageWriter message) throws IOException {
        var bytes = new ByteArrayOutputStream(Math.max(32, message.getContentLength()));
        message.writeMessage(bytes);
        return Buffer.buffer(bytes.toByteArray());
    }

    /** What the collector says beside its status is nobody's concern. */
    private record Answer(int status, @Nullable String message) implements HttpResponse {
        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public String getStatusMessage() {
            return message == null ? "" : message;
        }

        @Override
        public byte[] getResponseBody() {
            return new byte[0];
        }
    }
}
