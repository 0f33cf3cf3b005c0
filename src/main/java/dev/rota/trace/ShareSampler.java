package dev.rota.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Keeps a share of all traces, whoever began them. OpenTelemetry's own takes the id itself for a random number, which that
 * of a caller need not be.
 *
 * @param share from 0 for none to 1 for all
 */
record ShareSampler(SamplingKey key, double share) implements Sampler {
    /**
     * A caller who samples decides for nobody else: their traces are kept in the same share as all others. One who does
     * not sample has their trace left out, since it would be torn anyway.
     */
    Sampler whateverCallersSample() {
        return Sampler.parentBasedBuilder(this).setRemoteParentSampled(this).build();
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        return keeps(traceId) ? SamplingResult.recordAndSample() : SamplingResult.drop();
    }

    private boolean keeps(String traceId) {
        return share >= 1 || (share > 0 && key.place(traceId) < share);
    }

    @Override
    public String getDescription() {
        return "ShareSampler{" + share + "}";
    }

    /** Without the key. */
    @Override
    public String toString() {
        return getDescription();
    }
}
