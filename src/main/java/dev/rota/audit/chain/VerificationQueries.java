package dev.rota.audit.chain;

import dev.rota.audit.chain.ChainQueries.Link;
import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of verification: short statements over a bounded number of rows each, but for the search of what went wrong. */
final class VerificationQueries {
    /** Rows of one page; the texts say the same. */
    static final int PAGE = 1_000;

    private static final String LINKED =
            """
            SELECT c.seq, c.event_at, c.event_id, c.event_hash, c.chain_hash, e.*
              FROM (SELECT * FROM audit_chain WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT 1000) c
              LEFT JOIN LATERAL (SELECT * FROM audit_event e
                                  WHERE e.org_id = $1 AND e.at = c.event_at AND e.id = c.event_id LIMIT 1) e ON true
             ORDER BY c.seq
            """;

    private static final String LINKS =
            """
            SELECT seq, event_at, event_id, event_hash, chain_hash FROM audit_chain
             WHERE org_id = $1 AND seq > $2 ORDER BY seq LIMIT 1000
            """;

    /** One statement sees an event either waiting or chained, because it changes from one to the other in one commit. */
    private static final String EVENTS =
            """
            SELECT e.at, e.id,
                   CASE WHEN EXISTS (SELECT FROM audit_chain c WHERE c.org_id = $1 AND c.event_id = e.id) THEN true
                        ELSE EXISTS (SELECT FROM audit_pending p WHERE p.org_id = $1 AND p.event_id = e.id) END AS known
              FROM audit_event e
             WHERE e.org_id = $1 AND e.at >= $2 AND (e.at, e.id) > ($2, $3)
             ORDER BY e.at, e.id LIMIT 1000
            """;

    private static final String PLACE =
            """
            SELECT coalesce((SELECT min(seq) FROM audit_chain WHERE org_id = $1 AND (event_at, event_id) > ($2, $3)),
                            (SELECT max(seq) + 1 FROM audit_chain WHERE org_id = $1), 1) AS seq
            """;

    private static final String TIME_OF = "SELECT at FROM audit_event WHERE org_id = $1 AND id = $2";

    private static final String IS_TIME_OF_ANOTHER =
            """
            SELECT EXISTS (SELECT FROM audit_chain WHERE org_id = $1 AND event_at = $2 AND event_id <> $3) AS found
            """;

    private static final String HAS_LATER_EVENT =
            """
            SELECT EXISTS (
              SELECT FROM audit_chain c JOIN audit_event e ON e.org_id = $1 AND e.at = c.event_at AND e.id = c.event_id
               WHERE c.org_id = $1 AND c.seq > $2) AS found
            """;

    private static final String IS_HASH_OF_ANOTHER =
            "SELECT EXISTS (SELECT FROM audit_chain WHERE org_id = $1 AND event_hash = $2) AS found";

    /** @param document the event, null where there is none of that time and id */
    record Linked(Link link, @Nullable JsonObject document) {}

    /** @param known whether it has its place in the chain, or waits for it */
    record Seen(OffsetDateTime at, long id, boolean known) {}

    /** The next {@value #PAGE} links with their events. */
    Future<List<Linked>> linked(OrganizationTx tx, long after) {
        return tx.list(
                LINKED, row -> new Linked(link(row), row.getLong("id") == null ? null : EventDocument.of(row)), after);
    }

    /** The same without events. */
    Future<List<Link>> links(OrganizationTx tx, long after) {
        return tx.list(LINKS, VerificationQueries::link, after);
    }

    /** The next {@value #PAGE} events in the order of time and id. */
    Future<List<Seen>> events(OrganizationTx tx, OffsetDateTime at, long id) {
        return tx.list(
                EVENTS,
                row -> new Seen(row.getOffsetDateTime("at"), row.getLong("id"), row.getBoolean("known")),
                at,
                id);
    }

    /** Where an event of that time would stand. */
    Future<Long> place(OrganizationTx tx, OffsetDateTime at, long id) {
        return tx.one(PLACE, row -> row.getLong("seq"), at, id);
    }

    /** The time that the event has now. */
    Future<Optional<OffsetDateTime>> timeOf(OrganizationTx tx, long id) {
        return tx.first(TIME_OF, row -> row.getOffsetDateTime("at"), id);
    }

    Future<Boolean> isTimeOfAnother(OrganizationTx tx, OffsetDateTime at, long id) {
        return tx.one(IS_TIME_OF_ANOTHER, row -> row.getBoolean("found"), at, id);
    }

    Future<Boolean> hasLaterEvent(OrganizationTx tx, long seq) {
        return tx.one(HAS_LATER_EVENT, row -> row.getBoolean("found"), seq);
    }

    Future<Boolean> isHashOfAnother(OrganizationTx tx, Hash eventHash) {
        return tx.one(IS_HASH_OF_ANOTHER, row -> row.getBoolean("found"), eventHash.toBuffer());
    }

    private static Link link(Row row) {
        return new Link(
                row.getLong("seq"),
                row.getOffsetDateTime("event_at"),
                row.getLong("event_id"),
                Hash.of(row.getBuffer("event_hash")),
                Hash.of(row.getBuffer("chain_hash")));
    }
}
