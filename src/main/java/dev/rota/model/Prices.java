package dev.rota.model;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What an endpoint's server charges.
 *
 * @param inputUsd US dollars for a million tokens of a request
 * @param outputUsd the same of an answer
 */
public record Prices(BigDecimal inputUsd, BigDecimal outputUsd) {
    public static final Prices FREE = new Prices(BigDecimal.ZERO, BigDecimal.ZERO);

    private static final int SCALE = 6;

    /** In US dollars, to the millionth above. */
    public BigDecimal of(long tokensInput, long tokensOutput) {
        return inputUsd.multiply(BigDecimal.valueOf(tokensInput))
                .add(outputUsd.multiply(BigDecimal.valueOf(tokensOutput)))
                .movePointLeft(SCALE)
                .setScale(SCALE, RoundingMode.CEILING);
    }

    public boolean areNone() {
        return inputUsd.signum() == 0 && outputUsd.signum() == 0;
    }
}
