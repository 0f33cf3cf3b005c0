package dev.rota.mcp.catalog;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list whose order never changes.
 *
 * @param next the key after which the next page starts; null on the last page
 */
public record Page<T>(List<T> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }

    /** The page after the item named {@code after}; empty when that item is not in the list. */
    public static <T> Page<T> of(List<T> all, Function<T, String> key, @Nullable String after, int size) {
        var from = after == null ? 0 : all.stream().map(key).toList().indexOf(after) + 1;
        if (after != null && from == 0) {
            return new Page<>(List.of(), null);
        }
        var to = Math.min(all.size(), from + size);
        return new Page<>(all.subList(from, to), to < all.size() ? key.apply(all.get(to - 1)) : null);
    }

    <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(items.stream().map(mapping).toList(), next);
    }
}
