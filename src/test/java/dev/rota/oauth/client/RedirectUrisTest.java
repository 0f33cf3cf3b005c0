package dev.rota.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.oauth.OAuthException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Where a browser may be sent: what may be registered (A4), and what is the same as that (A3). */
class RedirectUrisTest {
    private static final RedirectUris RULES = new RedirectUris(ClientSettings.DEFAULT.redirectSchemes());

    private static final List<String> GOOD = List.of(
            "https://app.example/callback",
            "https://app.example",
            "https://app.example/",
            "https://app.example:8443/cb",
            "https://app.example/cb?tenant=a",
            "https://app.example/a%20b",
            "https://app.example/a%2Fb",
            "https://xn--bcher-kva.example/cb",
            "https://192.0.2.7/cb",
            "https://[2001:db8::7]/cb",
            "https://app.example/.well-known/cb",
            "https://app.example/...",
            "https://app.example/a..b",
            "https://App.example/cb",
            "https://app.example./cb",
            "https://localhost/cb",
            "https://vscode.dev/redirect",
            "https://claude.ai/api/mcp/auth_callback",
            "http://localhost/callback",
            "http://localhost",
            "http://localhost:1/",
            "http://localhost:65535/cb",
            "http://127.0.0.1/cb",
            "http://127.0.0.1:33418/",
            "http://[::1]/cb",
            "http://[::1]:8080/cb",
            "http://localhost:6274/oauth/callback/debug",
            "cursor://anysphere.cursor-mcp/oauth/callback",
            "vscode://vscode.github-authentication/did-authenticate",
            "vscode-insiders://publisher.extension/cb",
            "com.example.app:/oauth2redirect",
            "com.example.app://callback",
            "com.example-inc.app2:/cb",
            "io.x:/");

    private static final List<String> BAD = List.of(
            "",
            " ",
            "/callback",
            "callback",
            "//app.example/cb",
            "app.example/cb",
            "https:",
            "https:/cb",
            "https://",
            "https:///cb",
            "https:app.example",
            "https://app.example/cb#",
            "https://app.example/cb#fragment",
            "https://user@app.example/cb",
            "https://user:secret@app.example/cb",
            "https://@app.example/cb",
            "https://app.example@evil.example/cb",
            "https://app.example:@evil.example/cb",
            "https://app.example\\@evil.example/cb",
            "https://app.example\\cb",
            "https:\\\\app.example\\cb",
            "https://*.example/cb",
            "https://*/cb",
            "https://app.example/cb/*|",
            "https://app.example:0/cb",
            "https://app.example:/cb",
            "https://app.example:65536/cb",
            "https://app.example:99999999999/cb",
            "https://app.example:-1/cb",
            "https://app.example:x/cb",
            "https://app_example/cb",
            "https://app..example/cb",
            "https://.example/cb",
            "https://0x7f.1/cb",
            "https://2130706433x/cb y",
            "https://[::1/cb",
            "https://[::g]/cb",
            "https://app.example/../cb",
            "https://app.example/a/..",
            "https://app.example/./cb",
            "https://app.example/a/.",
            "https://app.example/%2e%2e/cb",
            "https://app.example/%2E./cb",
            "https://app.example/.%2e",
            "https://app.example/a b",
            "https://app.example/a\tb",
            "https://app.example/a\nb",
            "https://app.example/a\r\nSet-Cookie:x",
            "https://app.example/\u0000",
            "https://app.example/\u007f",
            "https://app.example/%00",
            "https://app.example/%0a",
            "https://app.example/%0D%0A",
            "https://app.example/%1f",
            "https://app.example/%7F",
            "https://app.example/?x=%0d",
            "https://app.example/%",
            "https://app.example/%zz",
            "https://app.example/<x>",
            "https://app.example/\"x\"",
            "https://app.example/`x`",
            "https://app.example/{x}",
            "https://app.example/a|b",
            "https://app.example/a^b",
            "https://bücher.example/cb",
            "https://app.example/\u202egnp",
            "https://app。example/cb",
            " https://app.example/cb",
            "https://app.example/cb ",
            "\thttps://app.example/cb",
            "HTTPS://app.example/cb",
            "Https://app.example/cb",
            "http://app.example/cb",
            "http://localhost.evil.example/cb",
            "http://evil.example/localhost",
            "http://localhost@evil.example/cb",
            "http://localhost:80@evil.example/cb",
            "http://127.0.0.1.evil.example/cb",
            "http://127.0.0.2/cb",
            "http://127.1/cb",
            "http://2130706433/cb",
            "http://0x7f000001/cb",
            "http://0177.0.0.1/cb",
            "http://0.0.0.0/cb",
            "http://[::]/cb",
            "http://[::ffff:127.0.0.1]/cb",
            "http://[0:0:0:0:0:0:0:1]/cb",
            "http://10.0.0.1/cb",
            "http://169.254.169.254/latest",
            "http://LOCALHOST/cb",
            "http://Localhost/cb",
            "http://localhost./cb",
            "http://localhost:0/cb",
            "http://localhost:/cb",
            "http://localhost:65536/cb",
            "http://localhost/cb#x",
            "http://localhost/../cb",
            "HTTP://localhost/cb",
            "javascript:alert(1)",
            "javascript://app.example/%0aalert(1)",
            "JavaScript:alert(1)",
            "JAVASCRIPT://x/",
            "java\nscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "data://x/",
            "DATA:text/html,x",
            "file:///etc/passwd",
            "file://host/x",
            "FILE:///x",
            "vbscript:x",
            "vbscript://x/",
            "blob:https://app.example/1",
            "blob://x/",
            "about:blank",
            "about://blank",
            "mailto:a@example.com",
            "tel:1",
            "ftp://app.example/cb",
            "ws://app.example/cb",
            "wss://app.example/cb",
            "ssh://app.example/cb",
            "intent://app.example/cb",
            "myapp://callback",
            "myapp:/callback",
            "cursorx://callback",
            "Cursor://callback",
            "CURSOR://callback",
            "cursor:callback",
            "vscode:",
            "cursor://user@host/cb",
            "cursor://host/cb#x",
            "com.example.app:callback",
            "Com.Example.App:/cb",
            "com..app:/cb",
            "com.:/cb",
            "1com.example:/cb",
            "com.example.app:/a/../b",
            "com.example.app:/%0a",
            "urn:ietf:wg:oauth:2.0:oob");

    @TestFactory
    Stream<DynamicTest> a4_what_leads_to_its_client_alone_may_be_registered() {
        return tests(GOOD, uri -> assertThatCode(() -> RULES.require(uri, true)).doesNotThrowAnyException());
    }

    @TestFactory
    Stream<DynamicTest> a4_what_could_lead_elsewhere_may_not_be_registered() {
        return tests(BAD, uri -> assertThatThrownBy(() -> RULES.require(uri, true))
                .isInstanceOfSatisfying(
                        OAuthException.class,
                        refused -> assertThat(refused.error().getCode()).isEqualTo("invalid_redirect_uri")));
    }

    @Test
    void a4_length_ends_at_2048_characters() {
        var longest = "https://app.example/" + "a".repeat(2_028);
        assertThatCode(() -> RULES.require(longest, true)).doesNotThrowAnyException();
        assertThatThrownBy(() -> RULES.require(longest + "a", true)).isInstanceOf(OAuthException.class);
    }

    @TestFactory
    Stream<DynamicTest> a4_a_web_application_is_sent_back_to_over_https_alone() {
        return tests(GOOD, uri -> assertThat(catchRefusal(uri)).isEqualTo(!uri.startsWith("https:")));
    }

    private static boolean catchRefusal(String uri) {
        try {
            RULES.require(uri, false);
            return false;
        } catch (OAuthException refused) {
            return true;
        }
    }

    @TestFactory
    Stream<DynamicTest> a3_each_registered_uri_matches_itself() {
        return tests(
                GOOD, uri -> assertThat(RedirectUris.matches(List.of(uri), uri)).isTrue());
    }

    @TestFactory
    Stream<DynamicTest> a3_the_port_of_loopback_is_whichever_was_free() {
        return pairs(
                true,
                "http://localhost/cb http://localhost:5555/cb",
                "http://localhost:1/cb http://localhost:5555/cb",
                "http://localhost:1/cb http://localhost/cb",
                "http://127.0.0.1/ http://127.0.0.1:65535/",
                "http://[::1]:1/cb?x=1 http://[::1]:2/cb?x=1",
                "http://localhost http://localhost:9");
    }

    @TestFactory
    Stream<DynamicTest> a3_everything_else_is_compared_byte_for_byte() {
        return pairs(
                false,
                "https://app.example/cb https://app.example/cb/",
                "https://app.example/cb https://app.example/CB",
                "https://app.example/cb https://APP.example/cb",
                "https://app.example/cb HTTPS://app.example/cb",
                "https://app.example/cb http://app.example/cb",
                "https://app.example/cb https://app.example:443/cb",
                "https://app.example/cb https://app.example:8443/cb",
                "https://app.example/cb https://app.example/cb?x=1",
                "https://app.example/cb https://app.example/cb?",
                "https://app.example/cb https://app.example/cb#x",
                "https://app.example/cb https://app.example/%63b",
                "https://app.example/cb https://app.example/x/../cb",
                "https://app.example/cb https://app.example//cb",
                "https://app.example/cb https://app.example/cb/evil",
                "https://app.example/cb https://app.example/c",
                "https://app.example/cb https://app.example.evil.example/cb",
                "https://app.example/cb https://evil.example/cb",
                "https://app.example/cb https://user@app.example/cb",
                "https://app.example/cb https://app.example@evil.example/cb",
                "https://app.example/cb https://app.example./cb",
                "https://app.example/a%2Fb https://app.example/a/b",
                "https://app.example/a%2Fb https://app.example/a%2fb",
                "https://127.0.0.1/cb https://127.0.0.1:9/cb",
                "https://localhost/cb https://localhost:9/cb",
                "http://localhost/cb http://127.0.0.1/cb",
                "http://127.0.0.1/cb http://[::1]/cb",
                "http://localhost/cb http://localhost:9/other",
                "http://localhost/cb http://localhost:9/cb/",
                "http://localhost/cb http://localhost:9/cb?x=1",
                "http://localhost/cb http://localhost:9/cb#x",
                "http://localhost/cb http://localhost:0/cb",
                "http://localhost/cb http://localhost:65536/cb",
                "http://localhost/cb http://localhost:09/cb",
                "http://localhost/cb http://localhost:/cb",
                "http://localhost/cb http://LOCALHOST:9/cb",
                "http://localhost/cb http://localhost:9@evil.example/cb",
                "http://localhost/cb http://localhost.evil.example:9/cb",
                "http://localhost/cb http://user@localhost:9/cb",
                "http://localhost/cb https://localhost:9/cb",
                "http://127.0.0.1/cb http://127.0.0.2:9/cb",
                "http://127.0.0.1/cb http://127.1:9/cb",
                "http://[::1]/cb http://[0:0:0:0:0:0:0:1]:9/cb",
                "cursor://a/cb cursor://b/cb",
                "cursor://a/cb cursor://a:9/cb",
                "com.example.app:/cb com.example.app:/cb2");
    }

    @Test
    void a3_any_of_several_will_do_and_none_of_none() {
        assertThat(RedirectUris.matches(List.of("https://a.example/", "http://[::1]/cb"), "http://[::1]:7/cb"))
                .isTrue();
        assertThat(RedirectUris.matches(List.of(), "https://a.example/")).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> a13_a14_https_to_the_own_machine_is_loopback_too() {
        return tests(
                List.of(
                        "https://localhost/cb",
                        "https://LOCALHOST:8443/cb",
                        "https://app.localhost/cb",
                        "https://127.0.0.1/cb",
                        "https://127.1.2.3:1/cb",
                        "https://[::1]/cb",
                        "https://[0:0:0:0:0:0:0:1]/cb",
                        "http://localhost/cb"),
                uri -> assertThat(RedirectUris.isLoopback(uri)).isTrue());
    }

    @TestFactory
    Stream<DynamicTest> a13_a14_other_machines_and_applications_are_not_loopback() {
        return tests(
                List.of(
                        "https://localhost.example/cb",
                        "https://notlocalhost/cb",
                        "https://127.0.0.1.example/cb",
                        "https://[2001:db8::1]/cb",
                        "com.example.app:/cb"),
                uri -> assertThat(RedirectUris.isLoopback(uri)).isFalse());
    }

    private static Stream<DynamicTest> pairs(boolean same, String... pairs) {
        return Stream.of(pairs)
                .map(pair -> DynamicTest.dynamicTest(pair, () -> {
                    var both = pair.split(" ", 2);
                    assertThat(RedirectUris.matches(List.of(both[0]), both[1])).isEqualTo(same);
                }));
    }

    private static Stream<DynamicTest> tests(List<String> uris, java.util.function.Consumer<String> test) {
        return uris.stream().map(uri -> DynamicTest.dynamicTest("'" + uri + "'", () -> test.accept(uri)));
    }
}
