package dev.rota.rest;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON object in the manner of this API: what is absent, null or empty is left out, times are ISO 8601 in UTC. */
public final class Sparse {
    private final JsonObject json = new JsonObject();

    @CanIgnoreReturnValue
    public Sparse put(String name, @Nullable Object value) {
        var told = told(value);
        if (told != null) {
            json.put(name, told);
        }
        return this;
    }

    /** A list that restricts: where it is empty, that says that there is nothing; null says that nothing is restricted. */
    @CanIgnoreReturnValue
    public Sparse only(String name, @Nullable Collection<String> allowed) {
        if (allowed != null) {
            json.put(name, new JsonArray(List.copyOf(allowed)));
        }
        return this;
    }

    private static @Nullable Object told(@Nullable Object value) {
        if (value instanceof OffsetDateTime time) {
            return time.withOffsetSameInstant(ZoneOffset.UTC).toInstant().toString();
        }
        if (value instanceof Collection<?> items) {
            var all = new JsonArray();
            items.forEach(all::add);
            return all.isEmpty() ? null : all;
        }
        if (value instanceof Object[] items) {
            return items.length == 0 ? null : new JsonArray(Arrays.asList(items));
        }
        var empty = value == null
                || (value instanceof String text && text.isEmpty())
                || (value instanceof JsonArray array && array.isEmpty())
                || (value instanceof JsonObject object && object.isEmpty());
        return empty ? null : value;
    }

    public JsonObject toJson() {
        return json;
    }
}
