package dev.rota.mcp;

import dev.rota.failure.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arguments of one call, validated against the tool's schema, by their listed names. */
public record ToolArguments(JsonObject json) {
    public boolean has(String name) {
        return json.containsKey(name);
    }

    /** Any JSON value; null where it is absent or null. */
    public @Nullable Object value(String name) {
        return json.getValue(name);
    }

    public @Nullable String text(String name) {
        return json.getString(name);
    }

    public String text(String name, String otherwise) {
        return json.getString(name, otherwise);
    }

    /** A required text. */
    public String requiredText(String name) {
        var value = json.getString(name);
        if (value == null) {
            throw new Failure.InvalidInput(name, "'" + name + "' is required").asException();
        }
        return value;
    }

    /** A whole number of 32 bits; one that does not fit is refused, not cut. */
    public @Nullable Integer integer(String name) {
        var value = json.getLong(name);
        if (value != null && value != value.intValue()) {
            throw new Failure.InvalidInput(name, "'" + name + "' is out of range").asException();
        }
        return value == null ? null : value.intValue();
    }

    public int integer(String name, int otherwise) {
        var value = integer(name);
        return value == null ? otherwise : value;
    }

    public @Nullable Long number(String name) {
        return json.getLong(name);
    }

    public long requiredNumber(String name) {
        var value = json.getLong(name);
        if (value == null) {
            throw new Failure.InvalidInput(name, "'" + name + "' is required").asException();
        }
        return value;
    }

    public @Nullable Double decimal(String name) {
        return json.getDouble(name);
    }

    public boolean flag(String name) {
        return json.getBoolean(name, false);
    }

    public @Nullable JsonObject object(String name) {
        return json.getJsonObject(name);
    }

    /** The texts of an array, in order; empty when absent. */
    public List<String> texts(String name) {
        return json.getJsonArray(name, new JsonArray()).stream()
                .map(String.class::cast)
                .toList();
    }

    /** The objects of an array, in order; empty when absent. */
    public List<ToolArguments> objects(String name) {
        return json.getJsonArray(name, new JsonArray()).stream()
                .map(item -> new ToolArguments((JsonObject) item))
                .toList();
    }

    /** An ISO 8601 date and time with offset, to the microsecond; null when absent or empty. */
    public @Nullable OffsetDateTime time(String name) {
        var text = json.getString(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            var time = text.length() == 10
                    ? OffsetDateTime.parse(text + "T00:00:00Z")
                    : OffsetDateTime.parse(text.indexOf('T') > 0 ? text : text.replace(' ', 'T'));
            if (time.getYear() < 1 || time.getYear() > 9999) { // RFC 3339 section 1; the database would round it
                throw new DateTimeParseException("out of range", text, 0);
            }
            return time.truncatedTo(ChronoUnit.MICROS); // as it is stored and read back
        } catch (DateTimeParseException e) {
            throw new Failure.InvalidInput(
                            name,
                            "'" + name + "' must be an ISO 8601 time with offset",
                            List.of("2026-11-21T09:30:00Z", "2026-11-21"))
                    .asException();
        }
    }
}
