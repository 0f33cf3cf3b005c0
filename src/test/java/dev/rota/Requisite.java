package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;

/** What a test needs and not every machine has. */
public final class Requisite {
    private Requisite() {}

    /** Skips the test, or fails it where everything must be there ({@code CI=true}). Never returns. */
    public static RuntimeException missing(String reason) {
        assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
        return Assumptions.abort(reason);
    }
}
