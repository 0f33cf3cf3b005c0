package dev.rota.execution;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Policy;
import dev.rota.model.ModelEndpoint;
import dev.rota.model.ModelSettings;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What executions may cost together, in US dollars.
 *
 * @param of whose it is, for people
 * @param perDay of a day (UTC); null for no limit
 * @param perMonth of a calendar month; null for no limit
 */
record Budget(String of, @Nullable BigDecimal perDay, @Nullable BigDecimal perMonth) {
    /** What was or may be spent of it. */
    record Spent(BigDecimal ofDay, BigDecimal ofMonth) {}

    static Budget of(ModelEndpoint endpoint) {
        var limits = endpoint.limits();
        return new Budget(endpoint.name(), limits.usdPerDay(), limits.usdPerMonth());
    }

    /** Of an organization: what it has decided, or else what the deployment has. */
    static Budget of(Policy policy, ModelSettings settings) {
        var perDay = policy.modelUsdPerDay();
        var perMonth = policy.modelUsdPerMonth();
        return new Budget(
                "your organization",
                perDay == null ? BigDecimal.valueOf(settings.usdPerDay()) : perDay,
                perMonth == null ? BigDecimal.valueOf(settings.usdPerMonth()) : perMonth);
    }

    /** Fails with {@code limit_exceeded} where it does not cover {@code more} beside what is spent. */
    void require(Spent spent, BigDecimal more) {
        if (exceeds(perDay, spent.ofDay(), more)) {
            throw over("day");
        }
        if (exceeds(perMonth, spent.ofMonth(), more)) {
            throw over("month");
        }
    }

    private static boolean exceeds(@Nullable BigDecimal budget, BigDecimal spent, BigDecimal more) {
        return budget != null && spent.add(more).compareTo(budget) > 0;
    }

    private RuntimeException over(String time) {
        return new Failure.Conflict(
                        FailureCode.LIMIT_EXCEEDED,
                        "The " + time + "'s budget of " + of + " does not cover this execution",
                        "Try again the next " + time + " (UTC), or ask an administrator",
                        new JsonObject())
                .asException();
    }
}
