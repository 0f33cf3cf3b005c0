package dev.rota.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes batches of spans to the collector over Vert.x's HTTP client: one connection, nothing sent again. Each batch has a
 * deadline from first to last, and its answer a length, past which the connection is given up. Before {@link #open} and after
 * {@link #close} every batch fails.
 */
final class CollectorClient {
    private static final Logger LOG = LoggerFactory.getLogger(CollectorClient.class);
    /** With the way there ten seconds, which is what the exporter waits. */
    private static final long EXCHANGE_MS = 7_000;

    private static final int CONNECT_MS = 3_000;
    /** Collectors say a line about what they did not take, if anything; nobody reads it. */
    private static final int LONGEST_ANSWER = 65_536;

    private volatile @Nullable HttpClient client;

    /** From now on over {@code vertx}, which must outlive {@link #close}. */
    void open(Vertx vertx) {
        var options = new HttpClientOptions()
                .setTracingPolicy(TracingPolicy.IGNORE) // telling of spans must not make spans
                .setConnectTimeout(CONNECT_MS)
                .setVerifyHost(true)
                .setSslHandshakeTimeout(CONNECT_MS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setDecompressionSupported(false);
        client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(1));
    }

    void close() {
        var open = client;
        client = null;
        if (open != null) {
            open.close().onFailure(problem -> LOG.debug("the way to the collector was closed already", problem));
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
                    .setConnectTimeout(CONNECT_MS)
                    .putHeader("Content-Type", config.getContentType());
            var headers = config.getHeadersSupplier().get();
            headers.forEach((name, values) -> values.forEach(value -> options.putHeader(name, value)));
            return open.request(options).compose(request -> exchange(request, body));
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess(); // the client is closed with the server
        }
    }

    private static Future<Answer> exchange(HttpClientRequest request, Buffer body) {
        return request.send(body)
                .compose(CollectorClient::answer)
                .timeout(EXCHANGE_MS, TimeUnit.MILLISECONDS)
                .onFailure(problem -> request.reset()
                        .onFailure(gone -> LOG.debug("the request to the collector was gone already", gone)));
    }

    /** Only its status is kept; the rest passes by, so that the connection can be used again. */
    private static Future<Answer> answer(HttpClientResponse response) {
        Promise<Answer> answer = Promise.promise();
        var passed = new AtomicLong();
        response.handler(part -> {
            if (passed.addAndGet(part.length()) > LONGEST_ANSWER) {
                answer.tryFail("the collector's answer is longer than " + LONGEST_ANSWER + " bytes");
            }
        });
        response.exceptionHandler(answer::tryFail);
        response.endHandler(end -> answer.tryComplete(new Answer(response.statusCode(), response.statusMessage())));
        return answer.future();
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
