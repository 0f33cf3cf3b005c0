package dev.rota.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The parts of OpenTelemetry that make spans, queue them and send them in batches. */
final class Spans {
    private static final Duration BATCH = Duration.ofSeconds(1);
    private static final Duration EXPORT = Duration.ofSeconds(10);
    private static final long LONGEST_CLOSE_SECONDS = 3;

    private final CollectorClient collector = new CollectorClient();
    private final QueueDrops drops = new QueueDrops();
    private final Export export;
    private final SdkMeterProvider meters;
    private final SdkTracerProvider provider;
    private final OpenTelemetrySdk sdk;

    Spans(TraceSettings settings, String version, SamplingKey key) {
        export = new Export(exporter(settings));
        meters = SdkMeterProvider.builder().registerMetricReader(drops).build();
        provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", "rota")
                        .put("service.version", version)
                        .build()))
                .setSampler(new ShareSampler(key, settings.percent() / 100.0).whateverCallersSample())
                .setSpanLimits(SpanLimits.builder()
                        .setMaxNumberOfEvents(4)
                        .setMaxNumberOfLinks(4)
                        .setMaxNumberOfAttributes(32)
                        .setMaxAttributeValueLength(1_024)
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(export)
                        .setMaxQueueSize(settings.queueSpans())
                        .setScheduleDelay(BATCH)
                        .setExporterTimeout(EXPORT)
                        .setMeterProvider(meters)
                        .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
                        .build())
                .build();
        sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(provider)
                .setPropagators(ContextPropagators.create(new BoundedPropagator()))
                .build();
    }

    private OtlpHttpSpanExporter exporter(TraceSettings settings) {
        var builder = OtlpHttpSpanExporter.builder()
                .setEndpoint(Objects.requireNonNull(settings.endpoint()).toString())
                .setTimeout(EXPORT)
                .setComponentLoader(new OurSender(collector));
        if (settings.authorization() != null) {
            builder.addHeader("Authorization", settings.authorization().reveal());
        }
        return builder.build();
    }

    /** The one thing that the exporter looks up. */
    private record OurSender(CollectorClient collector) implements ComponentLoader {
        @Override
        public <T> Iterable<T> load(Class<T> wanted) {
            HttpSenderProvider provider = collector::sender;
            return wanted.isInstance(provider) ? List.of(wanted.cast(provider)) : List.of();
        }
    }

    OpenTelemetry openTelemetry() {
        return sdk;
    }

    Export export() {
        return export;
    }

    QueueDrops drops() {
        return drops;
    }

    void open(Vertx vertx) {
        collector.open(vertx);
    }

    void close() {
        provider.shutdown().join(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS);
        meters.close();
        collector.close();
    }
}
