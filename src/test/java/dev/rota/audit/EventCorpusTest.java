package dev.rota.audit;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.database.Database;
import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Security U11: what others call things cannot act on whoever looks at the log, nor make it grow. */
final class EventCorpusTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final TestDatabase COPY = TestDatabase.create();
    private static final Database DATABASE = COPY.open(VERTX);
    private static final TestOrganization ORGANIZATION = TestOrganization.create(VERTX, DATABASE);
    private static final AuditLog LOG = new AuditLog(VERTX, DATABASE, new ValueHash(new byte[32]), size -> {});
    private static final int LARGEST = 8 * 1024;

    @AfterAll
    static void close() {
        await(DATABASE.close());
        await(VERTX.close());
    }

    static List<String> texts() {
        return List.of(
                "a\r\n2026-11-21 INFO owner@acme.example signed in",
                "a\nSet-Cookie: x",
                "\u001b[2J\u001b[31mred\u001b[0m",
                "\u009b31m one byte of C1",
                "\u001b]8;;https://evil.example\u001b\\link\u001b]8;;\u001b\\",
                "\b\b\b\bhidden\u007f",
                "safe\u202egpj.exe",
                "\u2066isolated\u2069 \u200f\u061c",
                "line\u2028separator\u2029paragraph",
                "zero\u200bwidth\ufeff",
                "half \ud83d of a pair and \udc00",
                "nothing\u0000behind",
                "tags \udb40\udc41\udb40\udc42");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void u11_what_a_terminal_or_viewer_acts_on_is_replaced_wherever_it_comes_from(String text) {
        append(text, text, text, text);
        change(text);

        var rows = COPY.ask(
                "SELECT concat_ws('|', action, alias, client, actor_name, object_kind, object_key, request_id,"
                        + " protocol, network, changes->0->>'field') FROM rota.audit_event WHERE duration_us IS NOT NULL");
        assertThat(rows).hasSizeGreaterThanOrEqualTo(2).allSatisfy(row -> assertThat(row.codePoints())
                .as(row)
                .noneMatch(c -> Character.getType(c) == Character.CONTROL
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                        || Character.getType(c) == Character.SURROGATE)
                .contains(0xfffd));
    }

    @Test
    void u11_letters_of_every_language_stay_as_they_are() {
        for (var name : List.of("Łukasz", "می‌خواهم", "👩‍💻", "日本語", "a \"quoted\" \\ name")) {
            assertThat(new EventText().of(name, 200)).isEqualTo(name);
        }
    }

    @Test
    void u11_no_event_is_larger_than_8_kib_and_one_that_was_cut_says_so() {
        for (var text : List.of("x".repeat(100_000), "\"".repeat(100_000), "日".repeat(100_000), "👩".repeat(100_000))) {
            append(text, text, text, text);
            change(text);
            var largest = COPY.ask("SELECT max(octet_length(to_jsonb(e)::text)) FROM rota.audit_event e WHERE org_id = "
                    + ORGANIZATION.id());
            assertThat(Integer.parseInt(largest.get(0))).isBetween(1_000, LARGEST);
        }
        assertThat(COPY.ask("SELECT DISTINCT truncated FROM rota.audit_event WHERE length(action) >= 63"))
                .containsExactly("t");
    }

    @Test
    void u11_changes_beyond_the_room_for_them_are_left_out() {
        var changes = IntStream.range(0, 500)
                .mapToObj(n -> new JsonObject().put("field", "field_" + n).put("before", "x".repeat(24)))
                .toList();
        var event = AuditEvent.of(ORGANIZATION.id(), caller("test"), Action.mcp("update_task"), "ok", null);
        var kept = EventFields.of(event, new JsonArray(changes));

        assertThat(kept.truncated()).isTrue();
        assertThat(kept.changes()).isNotEmpty();
        assertThat(String.valueOf(kept.changes()).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(4_000);
        assertThat(EventFields.of(event, new JsonArray(changes.subList(0, 20))).truncated())
                .isNull();
    }

    private static void append(String action, String client, String kind, String key) {
        var appended = LOG.append(
                caller(client), Action.mcp(action).calledAs(client + "!"), "ok", new AuditObject(kind, 1L, key));
        assertThat(await(appended)).isNull();
    }

    private static void change(String text) {
        var caller = caller(text);
        var done = await(DATABASE.inOrganization(caller, tx -> {
            LOG.record(
                    tx,
                    caller,
                    Action.mcp(text),
                    new AuditObject(text, 1L, text),
                    List.of(new Change(text, "before", "after"), new Change("title", "before", "after")));
            return io.vertx.core.Future.succeededFuture(true);
        }));
        assertThat(done).isTrue();
    }

    private static Caller caller(String text) {
        var known = ORGANIZATION.owner();
        var request = new RequestInfo(text, text, text, text, System.nanoTime());
        return new Caller(
                known.principal(),
                known.organizations(),
                known.credential(),
                known.scopes(),
                known.restrictions(),
                request);
    }
}
