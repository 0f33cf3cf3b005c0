package dev.rota.rest;

import dev.rota.rest.Shape.Member;
import dev.rota.seal.Cursors;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One page of a list that was asked for (security M7). */
public final class Page {
    /** How many items a page has when nobody says otherwise, and at most. */
    public static final int USUAL = 50;

    public static final int MOST = 100;

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.of("limit", Shape.whole(1, MOST), "How many items a page has; " + USUAL + " unless said"),
            Parameter.of("cursor", Shape.line(4_096), "The next_cursor of the page before"));

    private final Cursors cursors;
    private final String binding;
    private final int limit;
    private final @Nullable String position;

    Page(Cursors cursors, String binding, int limit, @Nullable String cursor) {
        this.cursors = cursors;
        this.binding = binding;
        this.limit = limit;
        this.position = cursor == null ? null : cursors.position(binding, cursor);
    }

    /** How many rows to read: one more than are shown, which tells whether there is a next page. */
    public int rows() {
        return limit + 1;
    }

    /** Where the page before ended; null for the first page. */
    public @Nullable String position() {
        return position;
    }

    /** The same as a number, where positions are numbers. */
    public long position(long first) {
        return position == null ? first : Long.parseLong(position);
    }

    /**
     * The answer.
     *
     * @param rows up to {@link #rows}, in the list's order
     * @param at the position after a row: a key that is unique in the list's order
     */
    public <T> Result of(List<T> rows, Function<T, String> at, Function<T, JsonObject> json) {
        return of(rows, at, json, null);
    }

    /**
     * The same of a list that is not looked through to its end.
     *
     * @param further the position where to look on after {@code rows}; null where they are all
     */
    public <T> Result of(List<T> rows, Function<T, String> at, Function<T, JsonObject> json, @Nullable String further) {
        var items = new JsonArray();
        rows.stream().limit(limit).map(json).forEach(items::add);
        var answer = new JsonObject().put("items", items);
        if (rows.size() > limit) {
            answer.put("next_cursor", cursors.after(binding, at.apply(rows.get(limit - 1))));
        } else if (further != null) {
            answer.put("next_cursor", cursors.after(binding, further));
        }
        return Result.of(answer);
    }

    static Shape of(Shape item) {
        return Shape.object(
                Member.required("items", Shape.list(item, MOST)), Member.optional("next_cursor", Shape.line(4_096)));
    }
}
