package dev.rota.audit.tool;

import dev.rota.json.JsonWriter;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** An event in the words of tools: what the admin API tells, without what only a person of the organization looks for. */
final class AuditEntry {
    private static final String OK = "ok";

    private AuditEntry() {}

    /** Writes the members of an entry. */
    static void write(JsonWriter json, JsonObject event) {
        var outcome = event.getString("outcome");
        json.name("seq").value(event.getLong("seq"));
        text(json, "at", event.getString("at"));
        text(json, "category", event.getString("category"));
        json.name("actor").encoded(event.getJsonObject("actor").encode());
        var person = event.getLong("on_behalf_of");
        if (person != null) {
            json.name("on_behalf_of").value(person);
        }
        text(json, "client", event.getString("client"));
        text(json, "tool", event.getString("action"));
        text(json, "alias", event.getString("alias"));
        text(json, "target", target(event.getJsonObject("object")));
        text(json, "outcome", outcome.equals(OK) ? OK : "error");
        text(json, "error", outcome.equals(OK) ? null : outcome);
        var micros = event.getLong("duration_us");
        if (micros != null) {
            json.name("duration_ms")
                    .encoded(BigDecimal.valueOf(micros, 3).stripTrailingZeros().toPlainString());
        }
        text(json, "request_id", event.getString("request_id"));
    }

    private static @Nullable String target(@Nullable JsonObject object) {
        if (object == null) {
            return null;
        }
        var key = object.getString("key");
        return key == null ? object.getString("kind") + ":" + object.getValue("id") : key;
    }

    private static void text(JsonWriter json, String name, @Nullable String value) {
        if (value != null) {
            json.name(name).value(value);
        }
    }
}
