package dev.rota.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AllowanceTest {
    private static final Duration PERIOD = Duration.ofMinutes(15);

    private final VirtualTime time = new VirtualTime();
    private final Allowance allowance = Allowance.wholly(5, PERIOD, 10, time);

    @Test
    void a21_after_five_times_there_is_no_other_before_the_quarter_of_an_hour_is_over() {
        takeFive();
        for (var passed : new int[] {3, 6, 5}) {
            time.pass(Duration.ofMinutes(passed));
            requireNone();
        }
        time.pass(Duration.ofMinutes(1));
        takeFive();
        requireNone();
    }

    @Test
    void a21_what_was_given_back_may_be_taken_again() {
        takeFive();
        allowance.giveBack("key");

        allowance.take("key");
        requireNone();
    }

    private void takeFive() {
        for (var i = 0; i < 5; i++) {
            allowance.take("key");
        }
    }

    private void requireNone() {
        assertThatThrownBy(() -> allowance.take("key"))
                .isInstanceOfSatisfying(FailureException.class, refused -> assertThat(refused.failure())
                        .isInstanceOf(Failure.RateLimited.class));
    }
}
