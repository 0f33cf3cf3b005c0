package dev.rota.audit.chain;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.audit.chain.ChainedEvents.ChainedEvent;
import dev.rota.audit.chain.ChainedEvents.Filter;
import dev.rota.database.ReadTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
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
            assertThat(seqs(log, tx -> events.after(tx, 8, 100))).containsExactly(9L, 10L);
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
                assertThat(read(log, tx -> events.before(tx, Long.MAX_VALUE, 9, filter)))
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

    private static List<Long> seqs(ChainedLog log, Function<ReadTx, Future<List<ChainedEvent>>> reading) {
        return read(log, reading).stream().map(ChainedEvent::seq).toList();
    }

    private static List<ChainedEvent> read(ChainedLog log, Function<ReadTx, Future<List<ChainedEvent>>> reading) {
        return await(log.database.asWorker(ACME, tx -> reading.apply(tx.reading())));
    }
}
