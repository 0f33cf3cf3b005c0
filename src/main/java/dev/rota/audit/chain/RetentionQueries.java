package dev.rota.audit.chain;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** SQL of retention. */
final class RetentionQueries {
    /** Rows of one page; the text says the same. */
    static final int PAGE = 1_000;
    /** The change of the event that has the signed statement. */
    static final String STATEMENT = "statement";

    private static final String WAITING = "SELECT count(*) AS waiting FROM audit_pending WHERE org_id = $1 AND at < $2";

    private static final String EVENTS =
            """
            SELECT e.at, e.id, c.seq, c.chain_hash
              FROM (SELECT at, id FROM audit_event
                     WHERE org_id = $1 AND at >= $2 AND (at, id) > ($2, $3) AND at < $4
                     ORDER BY at, id LIMIT 1000) e
              LEFT JOIN audit_chain c ON c.org_id = $1 AND c.event_id = e.id
             ORDER BY e.at, e.id
            """;

    /** The newest covers what the older ones do. */
    private static final String STATEMENTS =
            """
            SELECT changes FROM audit_event
             WHERE org_id = $1 AND category = 'SYSTEM' AND action = 'audit_pruned' ORDER BY at DESC LIMIT 1000
            """;

    /** @param chainHash null for an event without number */
    record Numbered(OffsetDateTime at, long id, long seq, @Nullable Hash chainHash) {}

    Future<Long> waiting(OrganizationTx tx, OffsetDateTime before) {
        return tx.one(WAITING, row -> row.getLong("waiting"), before);
    }

    /** The next {@value #PAGE} events of a time, in their order. */
    Future<List<Numbered>> events(OrganizationTx tx, OffsetDateTime at, long id, OffsetDateTime until) {
        return tx.list(EVENTS, RetentionQueries::numbered, at, id, until);
    }

    private static Numbered numbered(Row row) {
        var seq = row.getLong("seq");
        return new Numbered(
                row.getOffsetDateTime("at"),
                row.getLong("id"),
                seq == null ? 0 : seq,
                seq == null ? null : Hash.of(row.getBuffer("chain_hash")));
    }

    /** The signed statements of what was dropped, unverified. */
    Future<List<String>> statements(OrganizationTx tx) {
        return tx.list(STATEMENTS, row -> statement(row.getJsonArray("changes")))
                .map(all -> all.stream().flatMap(Optional::stream).toList());
    }

    private static Optional<String> statement(@Nullable JsonArray changes) {
        return changes == null
                ? Optional.empty()
                : changes.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .filter(change -> STATEMENT.equals(change.getValue("field")))
                        .flatMap(change -> Stream.ofNullable(change.getValue("after")))
                        .map(Object::toString)
                        .findFirst();
    }
}
