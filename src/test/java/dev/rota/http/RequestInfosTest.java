package dev.rota.http;

import static dev.rota.http.TestListener.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Security E2, I8 and R-13. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RequestInfosTest {
    private final TestListener direct = new TestListener(TestListener.settings());
    private final TestListener proxied = new TestListener(new HttpSettings(
            MessageLimits.DEFAULTS,
            TestListener.quickStop(TimeLimits.DEFAULTS),
            ConnectionLimits.DEFAULTS,
            List.of(),
            List.of(),
            List.of(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("10.0.0.0/8"))));

    @AfterAll
    void stop() {
        direct.close();
        proxied.close();
    }

    @Test
    void a_well_formed_request_id_is_kept() {
        var longest = "a-Z9".repeat(16);
        assertThat(info(direct, "X-Request-Id: " + longest + "\r\n").getString("id"))
                .isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a_b",
                "a<b>",
                "é",
                "a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9a-Z9x"
            })
    void any_other_is_replaced(String id) {
        assertThat(info(direct, "X-Request-Id: " + id + "\r\n").getString("id")).matches("[0-9a-f]{32}");
    }

    @Test
    void made_request_ids_differ() {
        var ids = new HashSet<String>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(RequestIds.create());
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void r13_the_client_is_what_it_calls_itself_cut_and_cleaned() {
        assertThat(info(direct, "User-Agent: claude-code/1.0\r\n").getString("client"))
                .isEqualTo("claude-code/1.0");
        assertThat(info(direct, "User-Agent: " + "x".repeat(300) + "\r\n").getString("client"))
                .isEqualTo("x".repeat(128));
        assertThat(info(direct, "User-Agent: a\u00e9\tb\r\n").getString("client"))
                .isEqualTo("ab");
        assertThat(info(direct, "").getString("client")).isNull();
    }

    @Test
    void the_network_is_coarse() {
        assertThat(info(direct, "").getString("network")).isEqualTo("127.0.0.0/24");
        assertThat(IpNetwork.coarse("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1::/48");
        assertThat(IpNetwork.coarse("::ffff:192.0.2.7")).isEqualTo("192.0.2.0/24");
        assertThat(IpNetwork.coarse("unknown")).isEqualTo("unknown");
    }

    @Test
    void a_budget_is_kept_for_an_address_or_for_what_one_subscriber_holds() {
        assertThat(info(direct, "").getString("budget")).isEqualTo("127.0.0.1");
        assertThat(IpNetwork.subscriber("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1:2::/64");
    }

    @Test
    void what_a_stranger_forwards_is_ignored() {
        var info = info(direct, "X-Forwarded-For: 203.0.113.9\r\nForwarded: for=203.0.113.9\r\n");
        assertThat(info.getString("budget")).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | 203.0.113.9",
                "198.51.100.1, 203.0.113.9 | 203.0.113.9",
                "203.0.113.9, 10.1.2.3 | 203.0.113.9",
                "1.2.3.4, 203.0.113.9, 10.1.2.3, 10.1.2.4 | 203.0.113.9",
                "203.0.113.9, evil | 127.0.0.1",
                "203.0.113.9, evil, 10.1.2.3 | 10.1.2.3",
                "10.1.2.3 | 10.1.2.3",
                "evil.example | 127.0.0.1"
            })
    void behind_trusted_proxies_it_is_the_last_hop_that_is_none(String forwarded, String address) {
        var info = info(proxied, "X-Forwarded-For: " + forwarded + "\r\n");
        assertThat(info.getString("budget")).isEqualTo(address);
    }

    @Test
    void several_forwarded_headers_are_one_list() {
        var info = info(proxied, "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 10.1.2.3\r\n");
        assertThat(info.getString("budget")).isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "0.0.0.0/0, 192.0.2.8, true",
        "0.0.0.0/0, ::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.0.0.0/8, ::ffff:10.1.1.1, true",
        "10.0.0.0/8, localhost, false"
    })
    void a_network_contains_its_addresses(String network, String address, boolean contained) {
        assertThat(IpNetwork.parse(network).contains(address)).isEqualTo(contained);
    }

    private static JsonObject info(TestListener server, String headers) {
        try (var client = server.client()) {
            return client.send(get("/info", headers)).response().json();
        }
    }
}
