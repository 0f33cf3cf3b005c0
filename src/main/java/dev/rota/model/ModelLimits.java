package dev.rota.model;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint may be used for, over all nodes.
 *
 * @param usdPerDay what its executions of one day (UTC) may cost together; null for no limit
 * @param usdPerMonth the same of a calendar month
 * @param concurrency executions at a time
 * @param timeoutSeconds from the first byte sent to the last one received
 * @param maxOutputTokens asked for in each request
 */
public record ModelLimits(
        @Nullable BigDecimal usdPerDay,
        @Nullable BigDecimal usdPerMonth,
        int concurrency,
        int timeoutSeconds,
        int maxOutputTokens) {
    public static final ModelLimits DEFAULT = new ModelLimits(null, null, 2, 300, 4_096);
}
