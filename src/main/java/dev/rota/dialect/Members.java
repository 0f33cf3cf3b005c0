package dev.rota.dialect;

import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of one kind of object, in their order. All are always there, null where there is no value, since clients
 * of a dialect rely on the object that its documents show. Immutable.
 */
public final class Members<T> {
    private static final String NULL = "null";

    private final List<BiConsumer<JsonWriter, T>> members;

    private Members(List<BiConsumer<JsonWriter, T>> members) {
        this.members = members;
    }

    public static <T> Members<T> none() {
        return new Members<>(List.of());
    }

    public Members<T> number(String name, Function<T, @Nullable Long> value) {
        return and(name, value, JsonWriter::value);
    }

    public Members<T> text(String name, Function<T, @Nullable String> value) {
        return and(name, value, JsonWriter::value);
    }

    /** A time in UTC (RFC 3339). */
    public Members<T> time(String name, Function<T, @Nullable OffsetDateTime> value) {
        return and(name, value, (json, time) -> json.value(time.toInstant().toString()));
    }

    /** A value that is already encoded. */
    public Members<T> json(String name, Function<T, @Nullable String> value) {
        return and(name, value, JsonWriter::encoded);
    }

    public <U> Members<T> object(String name, Function<T, @Nullable U> value, Members<U> members) {
        return and(name, value, (json, object) -> members.write(json, object));
    }

    public <U> Members<T> list(String name, Function<T, List<U>> values, Members<U> members) {
        return and(name, values, (json, items) -> {
            json.beginArray();
            items.forEach(item -> members.write(json, item));
            json.endArray();
        });
    }

    /** {@code "truncated":["…"]}, which is there only where it says something (design section 4). */
    public Members<T> truncated(Function<T, ? extends Collection<String>> names) {
        return texts("truncated", names);
    }

    /** A list of texts that is there only where it says something. */
    public Members<T> texts(String name, Function<T, ? extends Collection<String>> values) {
        return and((json, of) -> {
            var texts = values.apply(of);
            if (!texts.isEmpty()) {
                json.name(name).beginArray();
                texts.forEach(json::value);
                json.endArray();
            }
        });
    }

    /** The same of what has such an object. */
    public <U> Members<U> of(Function<U, T> object) {
        return Members.<U>none().and((json, of) -> {
            var inner = object.apply(of);
            members.forEach(member -> member.accept(json, inner));
        });
    }

    /** Those of both, in this order. */
    public Members<T> and(Members<T> more) {
        var all = new ArrayList<>(members);
        all.addAll(more.members);
        return new Members<>(List.copyOf(all));
    }

    private Members<T> and(BiConsumer<JsonWriter, T> member) {
        return and(new Members<>(List.of(member)));
    }

    private <V> Members<T> and(String name, Function<T, @Nullable V> value, BiConsumer<JsonWriter, V> writing) {
        return and((json, of) -> {
            json.name(name);
            var given = value.apply(of);
            if (given == null) {
                json.encoded(NULL);
            } else {
                writing.accept(json, given);
            }
        });
    }

    /** The object as a whole document. */
    JsonBytes document(T object) {
        var json = new JsonWriter();
        write(json, object);
        return json.toJson();
    }

    /** {@code {"name":{…}}} */
    public JsonBytes one(String name, T object) {
        var json = new JsonWriter().beginObject().name(name);
        write(json, object);
        return json.endObject().toJson();
    }

    /**
     * {@code {"name":[…]}}, with {@code "truncated":true} where there are more.
     *
     * @param most bytes of rows; those beyond are dropped
     */
    public JsonBytes list(String name, List<T> rows, boolean more, int most) {
        var json = new JsonWriter(256 * (rows.size() + 1));
        json.beginObject().name(name).beginArray();
        var whole = !more;
        for (var row : rows) {
            var before = json.mark();
            write(json, row);
            if (json.size() > most) {
                json.rewind(before);
                whole = false;
                break;
            }
        }
        json.endArray();
        if (!whole) {
            json.name("truncated").value(true);
        }
        return json.endObject().toJson();
    }

    public void write(JsonWriter json, T object) {
        json.beginObject();
        members.forEach(member -> member.accept(json, object));
        json.endObject();
    }
}
