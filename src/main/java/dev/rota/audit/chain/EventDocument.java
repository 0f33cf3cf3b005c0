package dev.rota.audit.chain;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * One event as JSON: what is hashed, and in the same words what readers are shown (security U4). Every field of the row is
 * in it, also the organization and the row's id, which only the hash needs. Absent fields are left out.
 */
final class EventDocument {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

    private final JsonObject json = new JsonObject();

    private EventDocument() {}

    /** @param row with every column of {@code audit_event} under its own name */
    static JsonObject of(Row row) {
        var document = new EventDocument();
        document.put("org", row.getLong("org_id"));
        document.put("id", row.getLong("id"));
        document.put("at", time(row.getOffsetDateTime("at")));
        for (var text : new String[] {"category", "action", "alias", "outcome", "credential", "client"}) {
            document.put(text, row.getString(text));
        }
        document.put("actor", part(row, "actor_kind", "actor_id", "actor_name"));
        document.put("on_behalf_of", row.getLong("on_behalf_of"));
        document.put("object", part(row, "object_kind", "object_id", "object_key"));
        document.put("changes", row.getJson("changes"));
        for (var text : new String[] {"request_id", "network", "protocol"}) {
            document.put(text, row.getString(text));
        }
        document.put("duration_us", row.getLong("duration_us"));
        document.put("credential_in_query", row.getBoolean("credential_in_query"));
        document.put("truncated", row.getBoolean("truncated"));
        return document.json;
    }

    /** A time as it is told everywhere: UTC, with microseconds. */
    static String time(OffsetDateTime at) {
        return MICROSECONDS.format(at.withOffsetSameInstant(ZoneOffset.UTC));
    }

    /** Columns {@code actor_kind}, {@code actor_id} and so on as one object; null where all are null. */
    private static @Nullable JsonObject part(Row row, String... columns) {
        var part = new EventDocument();
        for (var column : columns) {
            part.put(column.substring(column.indexOf('_') + 1), row.getValue(column));
        }
        return part.json.isEmpty() ? null : part.json;
    }

    private void put(String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
