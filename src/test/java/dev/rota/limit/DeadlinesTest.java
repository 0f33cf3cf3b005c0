package dev.rota.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.identity.RequestInfo;
import dev.rota.settings.SettingsSources;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Security O2. */
final class DeadlinesTest {
    private final VirtualTime time = new VirtualTime();
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(30), time);
    private final RequestInfo request = new RequestInfo("id", null, "192.0.2.0/24", "test", time.getAsLong());

    @Test
    void a_call_has_its_time_from_its_arrival() {
        time.pass(Duration.ofSeconds(10));
        assertThat(deadlines.left(request)).isEqualTo(Duration.ofSeconds(20));
        time.pass(Duration.ofSeconds(20).minusNanos(1));
        assertThatCode(() -> deadlines.check(request)).doesNotThrowAnyException();
    }

    @Test
    void o2_work_is_not_begun_when_the_time_is_over() {
        time.pass(Duration.ofSeconds(30));
        assertThatThrownBy(() -> deadlines.check(request)).hasMessageStartingWith("overloaded");
        time.pass(Duration.ofDays(1));
        assertThat(deadlines.left(request)).isZero();
    }

    @Test
    void every_limit_can_be_set() {
        var none = SettingsSources.only(Map.of());
        assertThat(LimitSettings.read(none)).isEqualTo(LimitSettings.DEFAULTS);
        var all = SettingsSources.only(Map.of(
                "rota.limit.organization-share", "10",
                "rota.limit.address-calls-per-minute", "60000",
                "rota.limit.address-burst", "4000",
                "rota.limit.budget-keys", "5000",
                "rota.limit.in-flight", "128",
                "rota.limit.waiting", "32",
                "rota.limit.waiting-burst", "48",
                "rota.limit.admission-wait", "100ms",
                "rota.limit.most-calls-per-minute", "3000",
                "rota.limit.rare-per-hour", "7"));
        assertThat(LimitSettings.read(all))
                .isEqualTo(new LimitSettings(10, 60_000, 4_000, 5_000, 128, 32, 48, Duration.ofMillis(100), 3_000, 7));
        assertThat(all.problems()).isEmpty();
    }
}
