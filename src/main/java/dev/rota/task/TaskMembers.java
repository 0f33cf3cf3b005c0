package dev.rota.task;

import dev.rota.identity.Caller;
import dev.rota.json.JsonWriter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes members of a task into an object that is open. What is null or empty is left out; what is longer than so many
 * characters is cut, or left out where it cannot be, and told in {@code truncated}.
 */
final class TaskMembers {
    final JsonWriter json;
    private final int longest;
    private final Set<String> cut = new LinkedHashSet<>();

    TaskMembers(JsonWriter json, int longest) {
        this.json = json;
        this.longest = longest;
    }

    void text(String name, @Nullable String value) {
        if (value != null) {
            json.name(name).value(value);
        }
    }

    void cutText(String name, @Nullable String value) {
        if (value != null && value.length() > longest) {
            cut.add(name);
            text(name, value.substring(0, value.offsetByCodePoints(0, value.codePointCount(0, longest))));
        } else {
            text(name, value);
        }
    }

    void time(String name, @Nullable OffsetDateTime value) {
        if (value != null) {
            json.name(name).value(value.toInstant().toString());
        }
    }

    void decimal(String name, @Nullable BigDecimal value) {
        if (value != null) {
            json.name(name).encoded(value.stripTrailingZeros().toPlainString());
        }
    }

    void texts(String name, String @Nullable [] values) {
        if (values != null && values.length > 0) {
            items(name, JsonArray.of((Object[]) values));
        }
    }

    void object(String name, @Nullable JsonObject value) {
        if (value == null || value.isEmpty()) {
            return;
        }
        var encoded = value.encode();
        if (encoded.length() > longest) {
            cut.add(name);
        } else {
            json.name(name).encoded(encoded);
        }
    }

    /** The first of them that fit together. */
    void items(String name, @Nullable JsonArray items) {
        if (items == null || items.isEmpty()) {
            return;
        }
        var kept = new JsonArray();
        var size = 0;
        for (var item : items) {
            size += item instanceof JsonObject object
                    ? object.encode().length()
                    : item.toString().length();
            if (size > longest) {
                cut.add(name);
                break;
            }
            kept.add(item);
        }
        if (!kept.isEmpty()) {
            json.name(name).encoded(kept.encode());
        }
    }

    /** @param holder as {@link Tasks#holder} spells it */
    void claim(Caller caller, String holder, String expiresAt, long retryAfterMs) {
        var mine = holder.equals(Tasks.holder(caller.principal()));
        json.name("claim").beginObject().name("held_by_me").value(mine);
        text("expires_at", expiresAt);
        if (!mine) {
            json.name("retry_after_ms").value(retryAfterMs);
        }
        json.endObject();
    }

    /** Names what was cut, if anything was. */
    void truncated() {
        if (!cut.isEmpty()) {
            json.name("truncated").beginArray();
            cut.forEach(json::value);
            json.endArray();
        }
    }
}
