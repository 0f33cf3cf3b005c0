package dev.rota.trace;

import static dev.rota.TestDatabase.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A collector that takes OTLP over HTTP, as any would, and keeps what it got. */
public final class TestCollector implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<Buffer> bodies = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public TestCollector() {
        server = await(vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .onSuccess(body -> {
                            authorizations.add(String.valueOf(request.getHeader("Authorization")));
                            take(body);
                        })
                        .compose(body -> request.response().end())
                        .onFailure(lost -> request.connection().close().onFailure(closed -> {})))
                .listen(0, "127.0.0.1"));
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort() + "/v1/traces";
    }

    List<String> authorizations() {
        return authorizations;
    }

    /** Everything that came, as text in which ASCII can be searched. */
    public String received() {
        return bodies.stream()
                .map(body -> new String(body.getBytes(), StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining());
    }

    /** The first span that is so, waiting for it. */
    @CanIgnoreReturnValue
    public Span span(Predicate<Span> wanted) {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (true) {
            var found = spans.stream().filter(wanted).findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no such span among " + spans);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Texts of its attributes, numbers spelt out. */
    public static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(Collectors.toMap(KeyValue::getKey, one -> text(one.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private void take(Buffer body) {
        bodies.add(body);
        try {
            for (var resource :
                    ExportTraceServiceRequest.parseFrom(body.getBytes()).getResourceSpansList()) {
                resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
