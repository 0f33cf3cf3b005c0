package dev.rota.oauth.client;

import static dev.rota.TestDatabase.await;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.database.Database;
import dev.rota.egress.EgressSettings;
import dev.rota.egress.TestEgress;
import dev.rota.egress.TestSite.Canary;
import dev.rota.oauth.OAuthException;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A20, W4: no form of URL leads a fetch to where this server must not go. A canary listens there on every address. */
class ClientUrlsTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Database DATABASE = TestDatabase.create().open(VERTX);
    private static final Canary CANARY = new Canary();
    private static final Map<String, List<String>> NAMES = Map.ofEntries(
            entry("localhost", List.of("127.0.0.1", "::1")),
            entry("loopback.example", List.of("127.0.0.1")),
            entry("LOOPBACK.example", List.of("127.0.0.1")),
            entry("loopback6.example", List.of("::1")),
            entry("mapped.example", List.of("::ffff:127.0.0.1")),
            entry("compatible.example", List.of("::127.0.0.1")),
            entry("nat64.example", List.of("64:ff9b::7f00:1")),
            entry("sixtofour.example", List.of("2002:7f00:1::")),
            entry("teredo.example", List.of("2001:0:7f00:1::")),
            entry("any.example", List.of("0.0.0.0")),
            entry("any6.example", List.of("::")),
            entry("ten.example", List.of("10.0.0.1")),
            entry("private172.example", List.of("172.16.0.1")),
            entry("private192.example", List.of("192.168.1.1")),
            entry("carrier.example", List.of("100.64.0.1")),
            entry("metadata.example", List.of("169.254.169.254")),
            entry("metadata6.example", List.of("fd00:ec2::254")),
            entry("wire.example", List.of("168.63.129.16")),
            entry("linklocal6.example", List.of("fe80::1")),
            entry("unique.example", List.of("fc00::1")),
            entry("multicast.example", List.of("224.0.0.1")),
            entry("multicast6.example", List.of("ff02::1")),
            entry("broadcast.example", List.of("255.255.255.255")),
            entry("reserved.example", List.of("240.0.0.1")),
            entry("documentation.example", List.of("203.0.113.7")),
            entry("benchmark.example", List.of("198.18.0.1")),
            entry("both.example", List.of("8.8.8.8", "127.0.0.1")),
            entry("both6.example", List.of("2606:4700::1111", "::1")),
            entry("empty.example", List.of()),
            entry("rota.example", List.of("8.8.8.8")),
            entry("127.0.0.1.nip.example", List.of("127.0.0.1")),
            entry("xn--n28h.example", List.of("127.0.0.1")));

    /** Refused before anything is looked up. PORT is the canary's. */
    private static final List<String> ILLEGAL = List.of(
            "http://localhost:PORT/c",
            "HTTPS://localhost:PORT/c",
            "Https://localhost:PORT/c",
            "ftp://localhost:PORT/c",
            "file:///etc/passwd",
            "gopher://localhost:PORT/c",
            "javascript:alert(1)",
            "data:application/json,{}",
            "ws://localhost:PORT/c",
            "jar:https://localhost:PORT/c!/x",
            "//localhost:PORT/c",
            "localhost:PORT/c",
            "",
            "https",
            "https:",
            "https:/",
            "https://",
            "https:///c",
            "https:/localhost:PORT/c",
            "https:localhost:PORT/c",
            "https://localhost:PORT",
            "https://localhost:PORT/",
            "https://localhost:PORT?c",
            "https://localhost:PORT/?c",
            "https://localhost:PORT#c",
            "https://localhost:PORT/c#",
            "https://localhost:PORT/c#f",
            "https://localhost:PORT/c?q#f",
            "https://user@localhost:PORT/c",
            "https://user:password@localhost:PORT/c",
            "https://@localhost:PORT/c",
            "https://:@localhost:PORT/c",
            "https://app.example@localhost:PORT/c",
            "https://app.example%40localhost:PORT/c",
            "https://app.example:443@localhost:PORT/c",
            "https://localhost:PORT@app.example/c",
            "https://app.example\\@localhost:PORT/c",
            "https://app.example#@localhost:PORT/c",
            "https://localhost:PORT\\c",
            "https:\\\\localhost:PORT\\c",
            "https://localhost:PORT/.",
            "https://localhost:PORT/..",
            "https://localhost:PORT/./c",
            "https://localhost:PORT/a/../c",
            "https://localhost:PORT/a/..",
            "https://localhost:PORT/a/.",
            "https://localhost:PORT/%2e/c",
            "https://localhost:PORT/%2E%2e/c",
            "https://localhost:PORT/.%2e/c",
            "https://localhost:PORT/%2e./c",
            "https://localhost:PORT/a/%2E%2E",
            "https://localhost:PORT/a%2f..%2fc",
            "https://localhost:PORT/a%5c..%5cc",
            "https://localhost:PORT/a%2F%2e%2e%2Fc",
            "https://localhost:0/c",
            "https://localhost:65536/c",
            "https://localhost:99999999999/c",
            "https://localhost:-1/c",
            "https://localhost:/c",
            "https://localhost:PORT:PORT/c",
            "https://localhost:0xbb9/c",
            "https://localhost:+PORT/c",
            "https://localhost.:PORT/c",
            "https://loopback.example.:PORT/c",
            "https://127.0.0.1.:PORT/c",
            "https://.localhost:PORT/c",
            "https://local host:PORT/c",
            "https://localhost:PORT/a b",
            " https://localhost:PORT/c",
            "https://localhost:PORT/c ",
            "https://localhost:PORT/c\n",
            "https://localhost:PORT/c\r\nHost: x",
            "https://localhost:PORT/\tc",
            "https://localhost:PORT/c\u0000",
            "https://localhost:PORT/%00",
            "https://localhost:PORT/%0d%0aHost:%20x",
            "https://localhost:PORT/%7F",
            "https://localhost:PORT/%",
            "https://localhost:PORT/%zz",
            "https://loc%61lhost:PORT/c",
            "https://%6c%6f%63%61%6c%68%6f%73%74:PORT/c",
            "https://localhost%00.app.example:PORT/c",
            "https://loopback_x.example:PORT/c",
            "https://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3:PORT/c",
            "https://127\u30020\u30020\u30021:PORT/c",
            "https://b\u00fccher.example:PORT/c",
            "https://localhost:PORT/b\u00fccher",
            "https://*.example:PORT/c",
            "https://127.1:PORT/c",
            "https://127.0.1:PORT/c",
            "https://0x7f.0.0.1:PORT/c",
            "https://0x7f.0x0.0x0.0x1:PORT/c",
            "https://256.0.0.1:PORT/c",
            "https://127.0.0.1.1:PORT/c",
            "https://[::1:PORT/c",
            "https://::1:PORT/c",
            "https://[::1]x:PORT/c",
            "https://[127.0.0.1]:PORT/c",
            "https://[localhost]:PORT/c",
            "https://[v1.x]:PORT/c");

    /** Good in form; where they lead is refused. */
    private static final List<String> ELSEWHERE = List.of(
            "https://localhost:PORT/c",
            "https://localhost:PORT//c",
            "https://localhost:PORT/c?q=1",
            "https://LOOPBACK.example:PORT/c",
            "https://unknown.example:PORT/c",
            "https://127.0.0.1:PORT/c",
            "https://127.1.2.3:PORT/c",
            "https://0.0.0.0:PORT/c",
            "https://2130706433:PORT/c",
            "https://0x7f000001:PORT/c",
            "https://017700000001:PORT/c",
            "https://0177.0.0.1:PORT/c",
            "https://127.0.0.01:PORT/c",
            "https://010.0.0.1:PORT/c",
            "https://10.0.0.1:PORT/c",
            "https://169.254.169.254/latest/meta-data",
            "https://[::1]:PORT/c",
            "https://[0:0:0:0:0:0:0:1]:PORT/c",
            "https://[::]:PORT/c",
            "https://[::ffff:127.0.0.1]:PORT/c",
            "https://[::ffff:7f00:1]:PORT/c",
            "https://[::127.0.0.1]:PORT/c",
            "https://[64:ff9b::7f00:1]:PORT/c",
            "https://[2002:7f00:1::]:PORT/c",
            "https://[fe80::1%25lo]:PORT/c",
            "https://[fe80::1%lo]:PORT/c",
            "https://[fc00::1]:PORT/c");

    @AfterAll
    static void nobody_has_come() {
        assertThat(CANARY.strangers()).isZero();
        CANARY.close();
        await(DATABASE.close());
        await(VERTX.close());
    }

    @TestFactory
    Stream<DynamicTest> a20_a_url_that_no_document_may_have_is_refused() {
        return ILLEGAL.stream()
                .map(url -> DynamicTest.dynamicTest("URL " + url, () -> {
                    assertThat(refused(url)).startsWith("A client_id that is a URL ");
                    assertThat(CANARY.touched()).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> w4_a_url_that_leads_inside_is_refused_in_one_text() {
        return Stream.concat(
                        ELSEWHERE.stream(),
                        NAMES.keySet().stream().map(name -> "https://" + name + ":PORT/client.json"))
                .map(url -> DynamicTest.dynamicTest("URL " + url, () -> {
                    assertThat(refused(url)).contains("its host must have public addresses alone");
                    assertThat(CANARY.touched()).isZero();
                }));
    }

    @Test
    void a20_the_corpus_has_its_size() {
        assertThat(ILLEGAL.size() + ELSEWHERE.size() + NAMES.size()).isGreaterThanOrEqualTo(150);
        assertThat(ILLEGAL).doesNotHaveDuplicates();
    }

    @Test
    void a20_a_url_may_have_2048_characters() {
        var start = "https://localhost/";

        assertThat(ClientIdUrl.parse(start + "x".repeat(2_048 - start.length())).host())
                .isEqualTo("localhost");
        assertThatThrownBy(() -> ClientIdUrl.parse(start + "x".repeat(2_049 - start.length())))
                .isInstanceOf(OAuthException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example/client.json",
                "https://app.example:8443/a/b",
                "https://app.example/a?b=c",
                "https://app.example/a/",
                "https://app.example/...",
                "https://app.example/.well-known/client",
                "https://app.example/a..b",
                "https://app.example/%20",
                "https://1.app.example/c",
                "https://xn--bcher-kva.example/c",
                "https://[2606:4700::1111]/c"
            })
    void a20_what_the_draft_allows_is_a_url(String url) {
        assertThat(ClientIdUrl.parse(url)).hasToString(url);
    }

    /** Each with documents of its own, so that no allowance and no memory of the others is in its way. */
    private static String refused(String url) {
        var egress = TestEgress.of(VERTX, EgressSettings.DEFAULT, NAMES);
        var clients = new Clients(DATABASE, TestOrganization.PEPPERS);
        var documents = new ClientDocuments(clients, new RedirectUris(Set.of()), egress, egress);
        var told = new String[1];
        assertThatThrownBy(() -> await(documents.find(url.replace("PORT", String.valueOf(CANARY.port())), 1)))
                .isInstanceOfSatisfying(OAuthException.class, refused -> {
                    assertThat(refused.error().getCode()).isEqualTo("invalid_client");
                    assertThat(refused.error().getHTTPStatusCode()).isEqualTo(400);
                    told[0] = refused.error().getDescription();
                });
        return told[0];
    }
}
