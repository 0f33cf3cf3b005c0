package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import dev.rota.oauth.TestBrowser.Page;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** A person whom a client asks: signs in once, where asked to, and decides. */
public final class TestPerson {
    private final TestBrowser browser;
    private final String email;

    /** @param email of somebody whose password is {@link TestAuthorization#PASSWORD} */
    TestPerson(TestBrowser browser, String email) {
        this.browser = browser;
        this.email = email;
    }

    /** Approves, and goes where the browser is sent, which is a page of a client on this machine. */
    public void approvesAndReturns(String url) {
        var back = HttpRequest.newBuilder(approves(url)).build();
        assertThat(TestHttpClient.send(back, BodyHandlers.ofString()).statusCode())
                .isLessThan(400);
    }

    /** Where the browser is sent, which is not visited. */
    private URI approves(String url) {
        var page = browser.follow(browser.get(url));
        if (!page.html().select("input[type=password]").isEmpty()) {
            page = browser.follow(browser.submit(page, Map.of("email", email, "password", TestAuthorization.PASSWORD)));
        }
        if (!page.html().select("button[value=approve]").isEmpty()) {
            page = browser.submit(page, Map.of("decision", "approve", "reach", "all"));
        }
        return left(page);
    }

    private static URI left(Page page) {
        assertThat(page.status()).as(page.body()).isEqualTo(303);
        return URI.create(page.location());
    }
}
