package dev.rota.audit.chain;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.audit.chain.ChainedEvents.ChainedEvent;
import dev.rota.audit.chain.ChainedEvents.Filter;
import dev.rota.audit.chain.ChainedEvents.Found;
import dev.rota.database.ReadTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security U4 and U10, as far as readers of the chain go. */
final class ChainedEventsTest {
    private static final OrganizationId ACME = new OrganizationId(1);
    private final ChainedEvents events = new ChainedEvents();

    @Test
    void u10_events_are_read_by_their_numbers_and_of_one_organization(@TempDir Path directory) {
        try (var log = new ChainedLog(directory)) {
            log.write(ACME, 10);
            log.write(new OrganizationId(2), 5);
            log.chain();

            assertThat(seqs(log, tx -> events.before(tx, Long.MAX_VALUE, 3, Filter.NONE)))
                    .containsExactly(10L, 9L, 8L);
            assertThat(seqs(log, tx -> events.before(tx, 3, 3, Filter.NONE))).containsExactly(2L, 1L);
            assertThat(seqs(log, tx -> events.after(tx, 8, 100).map(rows -> new Found(rows, null))))
                    .containsExactly(9L, 10L);
        }
    }

    @Test
    void u10_filters_narrow_and_u4_fields_are_told(@TempDir Path directory) {
        try (var log = new ChainedLog(directory)) {
            log.write(ACME, 2);
            log.copy.execute("UPDATE rota.audit_event SET at = '2026-11-21T09:30:00.123456Z', object_kind = 'task',"
                    + " object_id = 123, object_key = 'DEV-7' WHERE id = 2");
            log.copy.execute("UPDATE rota.audit_pending SET at = '2026-11-21T09:30:00.123456Z' WHERE event_id = 2");
            log.chain();
            for (var filter : List.of(
                    new Filter("ci", "get_task", "DEV-7", "MCP", null, null),
                    new Filter("7", null, "task:123", null, null, null),
                    new Filter(null, null, "task", null, null, null))) {
                assertThat(read(log, tx -> events.before(tx, Long.MAX_VALUE, 9, filter))
                                .events())
                        .singleElement()
                        .satisfies(found -> assertThat(found.event())
                                .isEqualTo(new JsonObject("{\"seq\":" + found.seq()
                                        + ",\"at\":\"2026-11-21T09:30:00.123456Z\",\"category\":\"MCP\","
                                        + "\"action\":\"get_task\",\"outcome\":\"ok\","
                                        + "\"actor\":{\"kind\":\"agent\",\"id\":7,\"name\":\"ci\"},"
                                        + "\"object\":{\"kind\":\"task\",\"id\":123,\"key\":\"DEV-7\"},"
                                        + "\"changes\":[{\"field\":\"title\",\"before\":\"x\"}],"
                                        + "\"request_id\":\"r2\",\"duration_us\":2}")));
            }
            assertThat(seqs(log, tx -> events.before(tx, 9, 9, new Filter("nobody", null, null, null, null, null))))
                    .isEmpty();
        }
    }

    @Test
    void u10_a_filter_that_matches_little_looks_at_ten_thousand_at_a_time_and_misses_none(@TempDir Path directory) {
        var many = 2 * ChainedEvents.WINDOW + 500;
        try (var log = new ChainedLog(directory)) {
            assertThat(read(log, tx -> events.before(tx, Long.MAX_VALUE, 9, Filter.NONE)))
                    .isEqualTo(new Found(List.of(), null));
            log.write(ACME, many);
            log.chain();
            log.copy.execute("UPDATE rota.audit_event SET action = 'rare' WHERE id IN"
                    + " (SELECT event_id FROM rota.audit_chain WHERE org_id = 1 AND seq IN (1, 10000, 20500))");
            var rare = new Filter(null, "rare", null, null, null, null);

            var first = read(log, tx -> events.before(tx, Long.MAX_VALUE, 9, rare));
            assertThat(first.events()).singleElement().matches(one -> one.seq() == many);
            assertThat(first.next()).isEqualTo(many + 1L - ChainedEvents.WINDOW);
            var second = read(log, tx -> events.before(tx, Objects.requireNonNull(first.next()), 9, rare));
            assertThat(second.events()).singleElement().matches(one -> one.seq() == 10_000);
            assertThat(second.next()).isEqualTo(many + 1L - 2 * ChainedEvents.WINDOW);
            var third = read(log, tx -> events.before(tx, Objects.requireNonNull(second.next()), 9, rare));
            assertThat(third.events()).singleElement().matches(one -> one.seq() == 1);
            assertThat(third.next()).isNull();

            var full = read(log, tx -> events.before(tx, Long.MAX_VALUE, 9, Filter.NONE));
            assertThat(full.events()).hasSize(9);
            assertThat(full.next()).isEqualTo(many - 8L);
            var nobody =
                    read(log, tx -> events.before(tx, many, 9, new Filter("nobody", null, null, null, null, null)));
            assertThat(nobody.events()).isEmpty();
            assertThat(nobody.next()).isEqualTo(many - (long) ChainedEvents.WINDOW);
        }
    }

    @Test
    void u10_a_page_of_some_days_is_looked_for_where_they_are(@TempDir Path directory) {
        try (var log = new ChainedLog(directory)) {
            var many = ChainedEvents.WINDOW + 10;
            for (var day : List.of("2026-01-01", "2026-01-02", "2026-01-03")) {
                log.write(ACME, day.endsWith("2") ? 10 : many);
                for (var table : List.of("audit_event", "audit_pending")) {
                    log.copy.execute(
                            "UPDATE rota." + table + " SET at = '" + day + "T12:00:00Z' WHERE at > '2026-02-01'");
                }
                log.chain();
            }
            var second = new Filter(
                    null,
                    null,
                    null,
                    null,
                    OffsetDateTime.parse("2026-01-02T00:00:00Z"),
                    OffsetDateTime.parse("2026-01-03T00:00:00Z"));

            var found = read(log, tx -> events.before(tx, Long.MAX_VALUE, 100, second));
            assertThat(found.events()).hasSize(10).allMatch(one -> one.seq() > many && one.seq() <= many + 10);
            assertThat(found.next()).isNull();
        }
    }

    private static List<Long> seqs(ChainedLog log, Function<ReadTx, Future<Found>> reading) {
        return read(log, reading).events().stream().map(ChainedEvent::seq).toList();
    }

    private static Found read(ChainedLog log, Function<ReadTx, Future<Found>> reading) {
        return await(log.database.asWorker(ACME, tx -> reading.apply(tx.reading())));
    }
}
