package dev.rota.audit.chain;

import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads an organization's events by their numbers: the only cursor that misses none (security U10). For transactions of
 * one organization; whoever calls asks for {@code audit:read} before.
 */
public final class ChainedEvents {
    /**
     * The window of seqs that a page is looked for in. An event gets its number within seconds, so an
     * hour is more than its number and its time can be out of step. {@code OFFSET 0} has its ends known before it is read,
     * backwards and no further than a page needs.
     */
    static final int WINDOW = 10_000;

    private static final String BEFORE =
            """
            SELECT page.low, page.low > page.bottom + 1 AS more, found.* FROM (
            SELECT edge.org_id, edge.top, edge.bottom, greatest(edge.top -\s"""
                    + WINDOW
                    + """
            , edge.bottom + 1) AS low FROM (
            SELECT o.org_id,
                   least($2, CASE WHEN $9::timestamptz IS NOT NULL THEN
                     (SELECT c.seq FROM audit_chain c
                       WHERE c.org_id = o.org_id AND c.event_at >= $9::timestamptz + interval '1 hour'
                       ORDER BY c.event_at, c.seq LIMIT 1) END,
                     coalesce((SELECT max(c.seq) FROM audit_chain c WHERE c.org_id = o.org_id), 0) + 1) AS top,
                   coalesce(CASE WHEN $8::timestamptz IS NOT NULL THEN
                     (SELECT c.seq FROM audit_chain c
                       WHERE c.org_id = o.org_id AND c.event_at < $8::timestamptz - interval '1 hour'
                       ORDER BY c.event_at DESC, c.seq DESC LIMIT 1) END, 0) AS bottom
              FROM unnest($1::bigint[]) AS o(org_id)) edge OFFSET 0) page
            LEFT JOIN LATERAL (
            SELECT c.seq, e.*
              FROM audit_chain c
              JOIN LATERAL (SELECT * FROM audit_event e
                             WHERE e.org_id = c.org_id AND e.at = c.event_at AND e.id = c.event_id LIMIT 1) e ON true
             WHERE c.org_id = page.org_id AND c.seq < page.top AND c.seq >= page.low
               AND ($4::text IS NULL OR e.actor_name = $4 OR e.actor_id::text = $4)
               AND ($5::text IS NULL OR e.action = $5 OR e.alias = $5)
               AND ($6::text IS NULL OR e.object_key = $6 OR e.object_kind = $6 OR e.object_kind || ':' || e.object_id = $6)
               AND ($7::text IS NULL OR e.category = $7)
               AND ($8::timestamptz IS NULL OR c.event_at >= $8)
               AND ($9::timestamptz IS NULL OR c.event_at < $9)
               AND ($10::uuid IS NULL OR e.object_key = (SELECT t.key FROM task t
                                                          WHERE t.org_id = page.org_id AND t.uuid = $10))
             ORDER BY c.seq DESC LIMIT $3) found ON true
             ORDER BY found.seq DESC
            """;

    private static final String AFTER =
            """
            SELECT found.* FROM unnest($1::bigint[]) AS o(org_id) CROSS JOIN LATERAL (
            SELECT c.seq, e.*
              FROM audit_chain c
              JOIN LATERAL (SELECT * FROM audit_event e
                             WHERE e.org_id = c.org_id AND e.at = c.event_at AND e.id = c.event_id LIMIT 1) e ON true
             WHERE c.org_id = o.org_id AND c.seq > $2
             ORDER BY c.seq LIMIT $3) found
             ORDER BY found.seq LIMIT $3
            """;

    private static final String LAST =
            """
            SELECT coalesce(max(last.seq), 0) AS seq FROM unnest($1::bigint[]) AS o(org_id) CROSS JOIN LATERAL (
            SELECT c.seq FROM audit_chain c WHERE c.org_id = o.org_id ORDER BY c.seq DESC LIMIT 1) last
            """;

    /**
     * One event.
     *
     * @param event as the REST API tells it: {@code seq}, then the fields of security U4
     */
    public record ChainedEvent(long seq, JsonObject event) {}

    /**
     * Which events; null for all.
     *
     * @param actor name, or id in digits
     * @param action the operation, or what it was called by
     * @param object key, kind, or kind and id with a colon between
     * @param category {@code MCP}, {@code ADMIN}, {@code AUTH} or {@code SYSTEM}
     * @param since the earliest time, itself included
     * @param until the time before which they are
     * @param task the task they are about, by its uuid, which events do not have
     */
    public record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String object,
            @Nullable String category,
            @Nullable OffsetDateTime since,
            @Nullable OffsetDateTime until,
            @Nullable UUID task) {
        public static final Filter NONE = new Filter(null, null, null, null, null, null);

        public Filter(
                @Nullable String actor,
                @Nullable String action,
                @Nullable String object,
                @Nullable String category,
                @Nullable OffsetDateTime since,
                @Nullable OffsetDateTime until) {
            this(actor, action, object, category, since, until, null);
        }

        /** Whether it lets an event through, by the rules of the statement; times and {@code task} are not looked at. */
        public boolean matches(JsonObject event) {
            var by = event.getJsonObject("actor", new JsonObject());
            var what = event.getJsonObject("object", new JsonObject());
            var kind = what.getString("kind");
            return isOneOf(actor, by.getString("name"), by.getValue("id"))
                    && isOneOf(action, event.getString("action"), event.getString("alias"))
                    && isOneOf(object, what.getString("key"), kind, kind + ":" + what.getValue("id"))
                    && isOneOf(category, event.getString("category"));
        }

        private static boolean isOneOf(@Nullable String wanted, @Nullable Object... found) {
            return wanted == null || Arrays.stream(found).anyMatch(one -> one != null && wanted.equals(one.toString()));
        }
    }

    /**
     * What was found.
     *
     * @param next what to look before for the rest; null where there is no more
     */
    public record Found(List<ChainedEvent> events, @Nullable Long next) {}

    private record Looked(@Nullable ChainedEvent event, @Nullable Long rest) {}

    /**
     * The newest first. No more than ten thousand are looked at, so that a filter which matches little costs no more than
     * one which matches all: there may be fewer than asked for, or none, and more to come.
     *
     * @param before a seq; {@link Long#MAX_VALUE} for the first page
     */
    public Future<Found> before(ReadTx tx, long before, int most, Filter filter) {
        return tx.list(
                        BEFORE,
                        ChainedEvents::looked,
                        before,
                        most,
                        filter.actor,
                        filter.action,
                        filter.object,
                        filter.category,
                        filter.since,
                        filter.until,
                        filter.task)
                .map(rows -> found(rows, most));
    }

    /** A window in which nothing was found is one row without an event. */
    private static Looked looked(Row row) {
        return new Looked(
                row.getLong("seq") == null ? null : shown(row),
                Boolean.TRUE.equals(row.getBoolean("more")) ? row.getLong("low") : null);
    }

    private static Found found(List<Looked> rows, int most) {
        var events = rows.stream().flatMap(row -> Stream.ofNullable(row.event)).toList();
        var rest = rows.isEmpty() ? null : rows.get(0).rest;
        return new Found(events, events.size() < most ? rest : (Long) events.get(most - 1).seq);
    }

    /**
     * The oldest first, for those who follow.
     *
     * @param after the last seq they have; 0 for the beginning
     */
    public Future<List<ChainedEvent>> after(ReadTx tx, long after, int most) {
        return tx.list(AFTER, ChainedEvents::shown, after, most);
    }

    /** The seq of the last event; 0 before the first. */
    public Future<Long> last(ReadTx tx) {
        return tx.one(LAST, row -> row.getLong("seq"));
    }

    private static ChainedEvent shown(Row row) {
        var seq = row.getLong("seq");
        var event = new JsonObject().put("seq", seq).mergeIn(EventDocument.of(row));
        event.remove("org");
        event.remove("id");
        return new ChainedEvent(seq, event);
    }
}
