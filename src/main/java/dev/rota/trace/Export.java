package dev.rota.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.concurrent.atomic.LongAdder;

/** Hands clean spans to the one that sends them, and counts what came of it. */
final class Export implements SpanExporter {
    private final SpanExporter sending;
    private final LongAdder sent = new LongAdder();
    private final LongAdder lost = new LongAdder();

    Export(SpanExporter sending) {
        this.sending = sending;
    }

    /** Spans that the collector took. */
    long sent() {
        return sent.sum();
    }

    /** Spans that it did not take. */
    long lost() {
        return lost.sum();
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        var clean = spans.stream().<SpanData>map(CleanSpan::new).toList();
        var result = sending.export(clean);
        return result.whenComplete(() -> (result.isSuccess() ? sent : lost).add(clean.size()));
    }

    @Override
    public CompletableResultCode flush() {
        return sending.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return sending.shutdown();
    }
}
