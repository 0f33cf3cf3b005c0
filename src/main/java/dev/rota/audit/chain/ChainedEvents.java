package dev.rota.audit.chain;

import dev.rota.database.ReadTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an organization's events by their numbers: the only cursor that misses none (security U10). For transactions of
 * one organization; whoever calls asks for {@code audit:read} before.
 */
public final class ChainedEvents {
    private static final String BEFORE =
            """
            SELECT found.* FROM unnest($1::bigint[]) AS o(org_id) CROSS JOIN LATERAL (
            SELECT c.seq, e.*
              FROM audit_chain c
              JOIN LATERAL (SELECT * FROM audit_event e
                             WHERE e.org_id = c.org_id AND e.at = c.event_at AND e.id = c.event_id LIMIT 1) e ON true
             WHERE c.org_id = o.org_id AND c.seq < $2
               AND ($4::text IS NULL OR e.actor_name = $4 OR e.actor_id::text = $4)
               AND ($5::text IS NULL OR e.action = $5 OR e.alias = $5)
               AND ($6::text IS NULL OR e.object_key = $6 OR e.object_kind = $6 OR e.object_kind || ':' || e.object_id = $6)
               AND ($7::text IS NULL OR e.category = $7)
               AND ($8::timestamptz IS NULL OR c.event_at >= $8)
               AND ($9::timestamptz IS NULL OR c.event_at < $9)
             ORDER BY c.seq DESC LIMIT $3) found
             ORDER BY found.seq DESC LIMIT $3
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
     */
    public record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String object,
            @Nullable String category,
            @Nullable OffsetDateTime since,
            @Nullable OffsetDateTime until) {
        public static final Filter NONE = new Filter(null, null, null, null, null, null);

        /** Whether it lets an event through, by the rules of the statement; times are not looked at. */
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
     * The newest first.
     *
     * @param before a seq; {@link Long#MAX_VALUE} for the first page
     */
    public Future<List<ChainedEvent>> before(ReadTx tx, long before, int most, Filter filter) {
        return tx.list(
                BEFORE,
                ChainedEvents::shown,
                before,
                most,
                filter.actor,
                filter.action,
                filter.object,
                filter.category,
                filter.since,
                filter.until);
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
