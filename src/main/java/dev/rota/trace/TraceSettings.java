package dev.rota.trace;

import dev.rota.settings.Secret;
import dev.rota.settings.SettingsReader;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where spans go and how many.
 *
 * @param endpoint of a collector that takes OTLP over HTTP; null for no traces
 * @param authorization value of the header of that name; null for none
 * @param percent of the traces that are kept, decided by a keyed hash of the trace's id
 * @param queueSpans that wait at most for the collector before more are dropped and counted
 */
public record TraceSettings(@Nullable URI endpoint, @Nullable Secret authorization, int percent, int queueSpans) {
    private static final String ENDPOINT = "rota.tracing.endpoint";

    /** No traces. */
    public static final TraceSettings NONE = new TraceSettings(null, null, 100, 2_048);

    public static TraceSettings read(SettingsReader from) {
        var endpoint = from.uri(ENDPOINT);
        if (endpoint != null && (!isHttp(endpoint) || endpoint.getHost() == null)) {
            from.problem(ENDPOINT, ENDPOINT + " must be an http or https URL");
        }
        return new TraceSettings(
                endpoint,
                from.secret("rota.tracing.authorization"),
                from.integer("rota.tracing.percent", NONE.percent, 0, 100),
                from.integer("rota.tracing.queue-spans", NONE.queueSpans, 512, 262_144));
    }

    private static boolean isHttp(URI endpoint) {
        return "http".equalsIgnoreCase(endpoint.getScheme()) || "https".equalsIgnoreCase(endpoint.getScheme());
    }
}
