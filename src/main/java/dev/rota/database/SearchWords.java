package dev.rota.database;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** What a person types, as {@code to_tsquery} reads it. */
public final class SearchWords {
    private SearchWords() {}

    /** Every word a prefix, all of them wanted; without a word in it a query that nothing matches. Null for no text at all. */
    public static @Nullable String all(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var words = new ArrayList<String>();
        for (var word : text.split("[^\\p{L}\\p{N}]+", -1)) {
            if (!word.isEmpty()) {
                words.add(word + ":*");
            }
        }
        return words.isEmpty() && text.isBlank() ? null : String.join(" & ", words);
    }
}
