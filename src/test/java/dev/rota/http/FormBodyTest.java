package dev.rota.http;

import static dev.rota.http.TestListener.get;
import static dev.rota.http.TestListener.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Forms as browsers and OAuth clients send them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FormBodyTest {
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";

    private final TestListener server = new TestListener(TestListener.settings());

    @AfterAll
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> every_field_is_read_with_all_of_its_values() {
        return Stream.of(
                read("", "{}"),
                read("a=b", "{\"a\":[\"b\"]}"),
                read("a=1&b=2&a=3", "{\"a\":[\"1\",\"3\"],\"b\":[\"2\"]}"),
                read("a", "{\"a\":[\"\"]}"),
                read("a=", "{\"a\":[\"\"]}"),
                read("&&a=b&", "{\"a\":[\"b\"]}"),
                read("a=b=c", "{\"a\":[\"b=c\"]}"),
                read("a=b+c%20d%2B", "{\"a\":[\"b c d+\"]}"),
                read("%61=%C3%A4", "{\"a\":[\"\u00e4\"]}"),
                read("a=%FF", "{\"a\":[\"\ufffd\"]}"));
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_form_is_refused() {
        return Stream.of("a=%", "a=%4", "a=%zz", "%zz=a", "a=1" + "&a=1".repeat(64))
                .map(body -> DynamicTest.dynamicTest(body.substring(0, 3), () -> {
                    assertThat(send(form(body)).status()).isEqualTo(422);
                }));
    }

    @Test
    void sixty_four_fields_are_read() {
        var fields = send(form("a=1" + "&a=1".repeat(63)));
        assertThat(new JsonObject(fields.body()).getJsonArray("a")).hasSize(64);
    }

    @Test
    void a_body_is_bounded_and_of_its_type() {
        assertThat(send(form("a=" + "b".repeat(1_022))).status()).isEqualTo(200);
        assertThat(send(form("a=" + "b".repeat(1_023))).status()).isEqualTo(413);
        assertThat(send(form("Content-Type: application/json\r\n", "{}")).status())
                .isEqualTo(415);
        assertThat(send(form("", "a=b")).status()).isEqualTo(415);
    }

    @Test
    void a_query_is_read_by_the_same_rules() {
        assertThat(send(get("/query?a=1&a=%C3%A4+b")).body()).isEqualTo("{\"a\":[\"1\",\"\u00e4 b\"]}");
        assertThat(send(get("/query")).body()).isEqualTo("{}");
    }

    private static String form(String body) {
        return form(FORM, body);
    }

    private static String form(String headers, String body) {
        return post("/form", headers + "Content-Length: " + body.length() + "\r\n", body);
    }

    private DynamicTest read(String body, String fields) {
        return DynamicTest.dynamicTest(
                "'" + body + "'", () -> assertThat(send(form(body)).body()).isEqualTo(fields));
    }

    private RawClient.Response send(String request) {
        try (var client = server.client()) {
            return client.send(request).response();
        }
    }
}
