package dev.rota.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.settings.Mode;
import dev.rota.settings.SettingsProblem;
import dev.rota.settings.SettingsSources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HttpSettingsTest {
    @Test
    void without_settings_the_defaults_hold() {
        var from = SettingsSources.only(Map.of());
        assertThat(HttpSettings.read(from, Mode.PRODUCTION)).isEqualTo(HttpSettings.DEFAULTS);
        assertThat(from.problems()).isEmpty();
    }

    @Test
    void every_limit_can_be_set() {
        var from = SettingsSources.only(Map.ofEntries(
                Map.entry("rota.limit.request-line", "2KiB"),
                Map.entry("rota.limit.headers", "16KiB"),
                Map.entry("rota.limit.header-count", "100"),
                Map.entry("rota.limit.body", "2MiB"),
                Map.entry("rota.limit.header-time", "5s"),
                Map.entry("rota.limit.body-time", "20s"),
                Map.entry("rota.limit.body-rate", "2KiB"),
                Map.entry("rota.limit.call-time", "1m"),
                Map.entry("rota.limit.idle-time", "2m"),
                Map.entry("rota.limit.drain-accept", "1s"),
                Map.entry("rota.limit.drain-time", "10s"),
                Map.entry("rota.limit.pipelined", "8"),
                Map.entry("rota.limit.requests-per-connection", "1000"),
                Map.entry("rota.limit.connections", "500"),
                Map.entry("rota.limit.connections-per-address", "50"),
                Map.entry("rota.allowed-origins", "https://app.example, http://localhost:6274"),
                Map.entry("rota.allowed-hosts", "internal.example, other.example:8443"),
                Map.entry("rota.trusted-proxies", "10.0.0.0/8, 192.0.2.1, fd00::/8")));
        assertThat(HttpSettings.read(from, Mode.PRODUCTION))
                .isEqualTo(new HttpSettings(
                        new MessageLimits(2_048, 16_384, 100, 2_097_152),
                        new TimeLimits(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(20),
                                2_048,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10)),
                        new ConnectionLimits(8, 1_000, 500, 50),
                        List.of("https://app.example", "http://localhost:6274"),
                        List.of("internal.example", "other.example:8443"),
                        List.of(
                                IpNetwork.parse("10.0.0.0/8"),
                                IpNetwork.parse("192.0.2.1"),
                                IpNetwork.parse("fd00::/8"))));
        assertThat(from.problems()).isEmpty();
    }

    @Test
    void what_is_no_origin_host_or_network_is_reported() {
        var from = SettingsSources.only(Map.of(
                "rota.allowed-origins", "*, null, https://app.example/path, app.example, https://u:p@app.example",
                "rota.allowed-hosts", "https://app.example, a/b",
                "rota.trusted-proxies", "proxy.example, 10.0.0.0/33, 10.0.0.0/x"));
        var settings = HttpSettings.read(from, Mode.PRODUCTION);
        assertThat(settings.allowedOrigins()).isEmpty();
        assertThat(settings.allowedHosts()).isEmpty();
        assertThat(settings.trustedProxies()).isEmpty();
        assertThat(from.problems())
                .extracting(SettingsProblem::message)
                .containsExactly(
                        "rota.allowed-origins: '*', 'null', 'https://app.example/path', 'app.example',"
                                + " 'https://u:p@app.example': each must be scheme, host and port, nothing more",
                        "rota.allowed-hosts: 'https://app.example', 'a/b': each must be a host with or without a port",
                        "rota.trusted-proxies: 'proxy.example', '10.0.0.0/33', '10.0.0.0/x': each must be an address or"
                                + " a network");
    }
}
