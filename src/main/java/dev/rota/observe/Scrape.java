package dev.rota.observe;

/** The two forms in which meters are told. */
public enum Scrape {
    /** The text format of Prometheus. */
    TEXT("text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics, the only one that has exemplars. */
    OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private final String mediaType;

    Scrape(String mediaType) {
        this.mediaType = mediaType;
    }

    /** @param accept value of the header of that name; empty when absent */
    public static Scrape accepted(String accept) {
        return accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    }

    public String mediaType() {
        return mediaType;
    }
}
