package dev.rota.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.egress.EgressException.Reason;
import dev.rota.http.IpNetwork;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** W4: which addresses requests may go to. */
class GuardTest {
    private static final Guard GUARD = new Guard(EgressSettings.DEFAULT, "rota.example");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.100.100.200",
                "100.127.255.255",
                "127.0.0.1",
                "127.1.2.3",
                "168.63.129.16",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::8.8.8.8",
                "64:ff9b::7f00:1",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:808:808::1",
                "2001:10::1",
                "2001:20::1",
                "2001:2::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:808:808::1",
                "3fff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254",
                "fdff::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "ff0e::1"
            })
    void w4_an_address_that_is_not_public_is_refused(String address) {
        refused(() -> GUARD.vetted("app.example", List.of(of(address))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.1",
                "192.0.1.1",
                "192.167.255.255",
                "198.17.255.255",
                "198.20.0.1",
                "223.255.255.255",
                "2001:200::1",
                "2003::1",
                "2606:4700::1111",
                "2a00:1450::1",
                "3ffe::1"
            })
    void w4_a_public_address_is_taken(String address) {
        assertThat(GUARD.vetted("app.example", List.of(of(address)))).containsExactly(of(address));
    }

    @Test
    void w4_one_bad_address_of_a_name_is_enough() {
        refused(() -> GUARD.vetted("app.example", List.of(of("8.8.8.8"), of("10.0.0.1"))));
        refused(() -> GUARD.vetted("app.example", List.of(of("2606:4700::1"), of("::1"))));
        refused(() -> GUARD.vetted("app.example", List.of()));
    }

    @Test
    void w4_ipv4_is_tried_first() {
        assertThat(GUARD.vetted("app.example", List.of(of("2606:4700::1"), of("8.8.8.8"))))
                .containsExactly(of("8.8.8.8"), of("2606:4700::1"));
    }

    @Test
    void w4_the_deployment_is_not_reached_by_its_own_name() {
        refused(() -> GUARD.vetted("ROTA.example", List.of(of("8.8.8.8"))));
    }

    @Test
    void w4_what_the_operator_allows_stands_for_the_name() {
        var guard = new Guard(settings("127.0.0.0/8", null), "localhost");

        assertThat(guard.vetted("localhost", List.of(of("::1"), of("127.0.0.1"))))
                .containsExactly(of("127.0.0.1"));
        refused(() -> guard.vetted("app.example", List.of(of("10.0.0.1"))));
        refused(() -> guard.vetted("app.example", List.of(of("8.8.8.8"), of("10.0.0.1"))));
    }

    @Test
    void w4_what_the_operator_refuses_counts_more() {
        var guard = new Guard(settings("127.0.0.0/8,8.0.0.0/8", "127.0.0.1,8.8.8.0/24,2606:4700::/32"), "rota.example");

        refused(() -> guard.vetted("app.example", List.of(of("127.0.0.1"))));
        refused(() -> guard.vetted("app.example", List.of(of("8.8.8.8"))));
        refused(() -> guard.vetted("app.example", List.of(of("2606:4700::1"))));
        assertThat(guard.vetted("app.example", List.of(of("127.0.0.2")))).containsExactly(of("127.0.0.2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "010.0.0.1",
                "8.8.8.08",
                "2130706433",
                "0x7f000001",
                "017700000001",
                "127.1",
                "0x7f.0.0.1",
                "a.0x1",
                "[::ffff:8.8.8.8]",
                "[::ffff:808:808]",
                "[::ffff:127.0.0.1]"
            })
    void w4_an_address_that_some_read_otherwise_is_refused(String host) {
        refused(() -> Guard.literal(host));
    }

    private static void refused(ThrowingCallable act) {
        assertThatThrownBy(act).isInstanceOfSatisfying(EgressException.class, refused -> assertThat(refused.reason())
                .isEqualTo(Reason.NOT_ALLOWED));
    }

    private static EgressSettings settings(String allow, @Nullable String refuse) {
        return new EgressSettings(networks(allow), refuse == null ? List.of() : networks(refuse), null);
    }

    private static List<IpNetwork> networks(String text) {
        return Arrays.stream(text.split(",", -1)).map(IpNetwork::parse).toList();
    }

    private static InetAddress of(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
