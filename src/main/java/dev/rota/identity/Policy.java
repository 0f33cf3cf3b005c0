package dev.rota.identity;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an organization has decided for itself; absent keys have the deployment's defaults.
 *
 * @param callsPerMinute budget of one credential; writes weigh 2
 * @param maxClaims running attempts one principal may hold at a time
 * @param maxResponseTokens estimated tokens (bytes / 4) of one tool result before rows are dropped
 * @param reviewRequired a successful attempt moves its task to {@code in_review} in every project
 * @param requireVersion changing a task needs {@code if_version}, by native tools; what a dialect's change needs is its own
 *     rule, since clients of one that knows no versions have none to send
 * @param mcpCreate whether personal tokens count here
 * @param queryTokens whether a token counts that was shown in a URL, on the paths that take one there
 * @param maxTokenDays for how many days a token that is made may count, at most (security C4)
 * @param modelUsdPerDay what its executions on models may cost together in a day (UTC); null for the deployment's default
 * @param modelUsdPerMonth the same of a calendar month
 * @param dialects dialect name to whether it is served; absent means it is
 * @param complexityRules class of complexity to the patterns by which a task is of it; absent means the defaults
 */
public record Policy(
        int callsPerMinute,
        int maxClaims,
        int maxResponseTokens,
        boolean reviewRequired,
        boolean requireVersion,
        boolean mcpCreate,
        boolean queryTokens,
        int maxTokenDays,
        @Nullable BigDecimal modelUsdPerDay,
        @Nullable BigDecimal modelUsdPerMonth,
        Map<String, Boolean> dialects,
        Map<String, List<String>> complexityRules) {
    public static final Policy DEFAULT =
            new Policy(1_200, 3, 8_000, false, false, true, true, 366, null, null, Map.of(), Map.of());

    public Policy {
        dialects = Map.copyOf(dialects);
        complexityRules = Map.copyOf(complexityRules);
    }

    /** Reads the {@code policy} column. Values out of bounds were refused when it was written. */
    public static Policy of(JsonObject json) {
        var dialects = new HashMap<String, Boolean>();
        json.getJsonObject("dialects", new JsonObject())
                .forEach(entry -> dialects.put(entry.getKey(), Boolean.TRUE.equals(entry.getValue())));
        return new Policy(
                json.getInteger("calls_per_minute", DEFAULT.callsPerMinute),
                json.getInteger("max_claims", DEFAULT.maxClaims),
                json.getInteger("max_response_tokens", DEFAULT.maxResponseTokens),
                json.getBoolean("review_required", DEFAULT.reviewRequired),
                json.getBoolean("require_version", DEFAULT.requireVersion),
                json.getBoolean("mcp_create", DEFAULT.mcpCreate),
                json.getBoolean("query_tokens", DEFAULT.queryTokens),
                json.getInteger("max_token_days", DEFAULT.maxTokenDays),
                amount(json, "model_usd_per_day"),
                amount(json, "model_usd_per_month"),
                dialects,
                complexityRules(json));
    }

    /** The same for who has no way to name a version: changes count without one. */
    Policy withoutVersions() {
        return new Policy(
                callsPerMinute,
                maxClaims,
                maxResponseTokens,
                reviewRequired,
                false,
                mcpCreate,
                queryTokens,
                maxTokenDays,
                modelUsdPerDay,
                modelUsdPerMonth,
                dialects,
                complexityRules);
    }

    private static @Nullable BigDecimal amount(JsonObject json, String key) {
        var amount = json.getNumber(key);
        return amount == null ? null : new BigDecimal(amount.toString());
    }

    private static Map<String, List<String>> complexityRules(JsonObject json) {
        var rules = new HashMap<String, List<String>>();
        json.getJsonObject("complexity_rules", new JsonObject())
                .forEach(entry -> rules.put(
                        entry.getKey(),
                        ((JsonArray) entry.getValue())
                                .stream().map(String::valueOf).toList()));
        return rules;
    }
}
