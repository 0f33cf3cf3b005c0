package dev.rota.execution;

import dev.rota.model.Prices;
import dev.rota.model.wire.ModelAnswer;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What executions cost, in US dollars. */
final class Costs {
    private static final BigDecimal MOST = BigDecimal.valueOf(999_999);
    private static final long MOST_TOKENS = 1_000_000_000L;

    private Costs() {}

    /** What a row can hold: a server may count tokens as it likes. */
    static BigDecimal bounded(BigDecimal cost) {
        return cost.min(MOST);
    }

    /** A number of tokens; null for one that is none. */
    static @Nullable Long tokens(@Nullable Long counted) {
        return counted == null || counted < 0 || counted > MOST_TOKENS ? null : counted;
    }

    /** Null where the server did not say how many tokens it charges for. */
    static @Nullable BigDecimal of(Prices prices, ModelAnswer answer) {
        if (prices.areNone()) {
            return BigDecimal.ZERO;
        }
        var input = tokens(answer.tokensInput());
        var output = tokens(answer.tokensOutput());
        return input == null || output == null ? null : bounded(prices.of(input, output));
    }
}
