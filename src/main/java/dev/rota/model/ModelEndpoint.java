package dev.rota.model;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server of models, as its organization has made it known.
 *
 * @param name by which it is called; never changes
 * @param models that it may be asked for, the first where none is named
 * @param sealed its secret, as the database has it; null where it needs none
 */
public record ModelEndpoint(
        long organization,
        long id,
        String name,
        Provider provider,
        URI baseUrl,
        List<String> models,
        @Nullable Buffer sealed,
        Prices prices,
        ModelLimits limits,
        int version,
        OffsetDateTime createdAt) {
    public ModelEndpoint {
        models = List.copyOf(models);
    }

    /**
     * Whether a request whose outcome nobody knows may be sent again: it costs time, and nothing else. Of the other interfaces
     * no price means that nobody wrote it down.
     */
    public boolean sendsNoBill() {
        return provider == Provider.OLLAMA && prices.areNone();
    }

    /** What the secret is sealed for. */
    static String owner(long organization, String name) {
        return organization + "/" + name;
    }

    static ModelEndpoint of(Row row) {
        return new ModelEndpoint(
                row.getLong("org_id"),
                row.getLong("id"),
                row.getString("name"),
                Provider.of(row.getString("provider")),
                URI.create(row.getString("base_url")),
                List.of(row.getArrayOfStrings("models")),
                row.getBuffer("secret_sealed"),
                new Prices(
                        Objects.requireNonNull(row.getBigDecimal("price_input_usd")),
                        Objects.requireNonNull(row.getBigDecimal("price_output_usd"))),
                new ModelLimits(
                        row.getBigDecimal("usd_per_day"),
                        row.getBigDecimal("usd_per_month"),
                        row.getInteger("concurrency"),
                        row.getInteger("timeout_seconds"),
                        row.getInteger("max_output_tokens")),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at"));
    }
}
