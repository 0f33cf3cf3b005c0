package dev.rota.oauth.login;

import static dev.rota.oauth.TestAuthorization.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.TestBrowser;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * Security A21: how long a refusal takes says nothing of who exists. Each kind of address is tried in turn, so that whatever
 * else the machine does slows all of them alike.
 */
class LoginTimingTest {
    private static final boolean FULL = Boolean.getBoolean("rota.test.full");
    private static final int TURNS = FULL ? 200 : 15;
    /** Without the hash of a password that nobody has, the difference is that of a hash to none: more than tenfold. */
    private static final Percentage TOLERANCE = Percentage.withPercentage(FULL ? 5 : 50);

    /** A difference that tells something is there each time; one that the machine makes is not. */
    private static final int MOST_SERIES = 3;

    private int tries;

    @Test
    void a21_a_refusal_takes_as_long_whether_the_address_is_known_or_not() {
        try (var server =
                TestServer.start(TestDatabase.create(), Map.of("rota.trusted-proxies", "127.0.0.1/32,::1/128"))) {
            var organization = server.organization();
            var known = new TestAuthorization(server).owner(organization);
            var addresses = List.of(known, "nobody@" + organization.slug() + ".example", memberOf(organization.slug()));
            var browser = new TestBrowser(server.port());
            var csrf = browser.get("/auth/login").hidden().getOrDefault("csrf", "");

            var medians = medians(browser, csrf, addresses);
            for (var series = 1; series < MOST_SERIES && !areAlike(medians); series++) {
                medians = medians(browser, csrf, addresses);
            }

            for (var median : medians) {
                assertThat(median).as(addresses + " " + medians).isCloseTo(medians.get(0), TOLERANCE);
            }
        }
    }

    /** Of each address, tried in turn, and each turn beginning with another of them. */
    private List<Long> medians(TestBrowser browser, String csrf, List<String> addresses) {
        var nanos = addresses.stream().map(address -> new ArrayList<Long>()).toList();
        for (var i = 0; i < TURNS * addresses.size(); i++) {
            var one = (i + i / addresses.size()) % addresses.size();
            nanos.get(one).add(refusal(browser, csrf, addresses.get(one)));
        }
        return nanos.stream().map(LoginTimingTest::median).toList();
    }

    private static boolean areAlike(List<Long> medians) {
        var allowed = medians.get(0) * TOLERANCE.value / 100;
        return medians.stream().allMatch(median -> Math.abs(median - medians.get(0)) <= allowed);
    }

    /** Somebody who has an account and no password. */
    private static String memberOf(String slug) {
        return "member@" + slug + ".example";
    }

    /** How long one takes, from an address of its own, which no limit has seen before. */
    private long refusal(TestBrowser browser, String csrf, String email) {
        tries++;
        var form = TestAuthorizations.encoded(
                Map.of("request", "", "csrf", csrf, "email", email, "password", PASSWORD + " not"));
        var request = browser.request("/auth/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Sec-Fetch-Site", "same-origin")
                .header("X-Forwarded-For", "203." + tries / 62_500 + "." + tries / 250 % 250 + "." + (1 + tries % 250))
                .POST(BodyPublishers.ofString(form));
        var begun = System.nanoTime();
        var page = browser.send(request);
        var taken = System.nanoTime() - begun;
        assertThat(page.status()).isEqualTo(401);
        return taken;
    }

    private static long median(List<Long> nanos) {
        Collections.sort(nanos);
        return nanos.get(nanos.size() / 2);
    }
}
