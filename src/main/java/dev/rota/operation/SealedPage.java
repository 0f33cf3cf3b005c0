package dev.rota.operation;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.seal.Cursors;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list: where it begins, and its JSON {@code {"name":[…],"next_cursor":…,"truncated":true}} within the
 * caller's response cap. Its cursors are of use to this caller, in these organizations, with these filters alone.
 */
public final class SealedPage {
    private static final int BYTES_PER_TOKEN = 4;
    /** What follows the rows: a cursor and a flag. */
    private static final int TAIL_BYTES = 256;

    private final Cursors cursors;
    private final Caller caller;
    private final String binding;

    /**
     * @param list its name
     * @param filters whatever must be the same on the next page
     */
    public SealedPage(Cursors cursors, Caller caller, String list, @Nullable Object... filters) {
        this.cursors = cursors;
        this.caller = caller;
        this.binding = list + " " + caller.principal().kind().wire() + ":"
                + caller.principal().id() + " "
                + caller.organizations().stream()
                        .map(m -> m.organization().toString())
                        .toList()
                + " " + Arrays.toString(filters);
    }

    /** The position that {@code cursor} stands for; null for the first page. Fails with {@code validation_failed}. */
    public @Nullable String position(@Nullable String cursor) {
        return cursor == null || cursor.isEmpty() ? null : cursors.position(binding, cursor);
    }

    /**
     * The page. A row that does not fit, and all after it, come with the next one; a first row that is too long by itself
     * is written nevertheless.
     *
     * @param members writes those of a row's object
     * @param position of the page after a row
     * @param rest position of the page after these rows; null where there is none
     */
    public <T> JsonBytes write(
            String name,
            List<T> rows,
            BiConsumer<JsonWriter, T> members,
            Function<T, String> position,
            @Nullable String rest) {
        var json = new JsonWriter(256 * (rows.size() + 1));
        var most = caller.maxResponseTokens() * BYTES_PER_TOKEN - TAIL_BYTES;
        json.beginObject().name(name).beginArray();
        var written = 0;
        while (written < rows.size()) {
            var before = json.mark();
            json.beginObject();
            members.accept(json, rows.get(written));
            json.endObject();
            if (json.size() > most && written > 0) {
                json.rewind(before);
                break;
            }
            written++;
        }
        json.endArray();
        var truncated = written < rows.size();
        var next = truncated ? position.apply(rows.get(written - 1)) : rest;
        if (next != null) {
            json.name("next_cursor").value(cursors.after(binding, next));
        }
        if (truncated) {
            json.name("truncated").value(true);
        }
        return json.endObject().toJson();
    }

    /** The same of rows that were read with one more than {@code limit}, which tells whether there is a next page. */
    public <T> JsonBytes write(
            String name, List<T> found, int limit, BiConsumer<JsonWriter, T> members, Function<T, String> position) {
        var rows = found.subList(0, Math.min(limit, found.size()));
        return write(
                name, rows, members, position, found.size() > limit ? position.apply(rows.get(rows.size() - 1)) : null);
    }
}
