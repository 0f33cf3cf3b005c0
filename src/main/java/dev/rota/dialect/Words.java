package dev.rota.dialect;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * A dialect's words for the values of one field. Every value has a word, every word means one value, and that value is
 * shown as this word: so what is written reads back the same (catalogue section 9). Several values may be shown as one
 * word.
 */
public final class Words<C> {
    private final Map<C, String> words = new LinkedHashMap<>();
    private final Map<String, C> meanings = new LinkedHashMap<>();
    private final Map<String, C> byWire = new LinkedHashMap<>();

    private Words() {}

    /**
     * One line of the table.
     *
     * @param accepted whether the word, when it is written, means this value
     */
    public record Line<C>(C value, String word, boolean accepted) {}

    /** A value and the word that means it. */
    public static <C> Line<C> both(C value, String word) {
        return new Line<>(value, word, true);
    }

    /** A value that is shown as the word of another. */
    public static <C> Line<C> shown(C value, String word) {
        return new Line<>(value, word, false);
    }

    /**
     * The words of {@code lines}.
     *
     * @param values all there are
     * @param wire how a value is spelt natively
     * @throws IllegalArgumentException unless the table loses nothing
     */
    @SafeVarargs
    public static <C> Words<C> of(Collection<C> values, Function<C, String> wire, Line<C>... lines) {
        var table = new Words<C>();
        for (var line : lines) {
            if (table.words.put(line.value(), line.word()) != null
                    || (line.accepted() && table.meanings.put(line.word(), line.value()) != null)) {
                throw new IllegalArgumentException(line + " says something for the second time");
            }
        }
        values.forEach(value -> table.byWire.put(wire.apply(value), value));
        if (!table.words.keySet().containsAll(values)
                || !table.meanings.keySet().containsAll(table.words.values())) {
            throw new IllegalArgumentException("a value without a word, or a word without a meaning: " + table.words);
        }
        return table;
    }

    /** What a word means; it must be one of {@link #words}. */
    public C meaning(String word) {
        return Objects.requireNonNull(meanings.get(word), word);
    }

    /** The word that a value is shown as. */
    public String word(C value) {
        return Objects.requireNonNull(words.get(value));
    }

    /** Every value that is shown as {@code word}: who reads only the word cannot tell them apart. */
    public List<C> shownAs(String word) {
        var all = new ArrayList<C>();
        words.forEach((value, shown) -> {
            if (shown.equals(word)) {
                all.add(value);
            }
        });
        return all;
    }

    /** All words that may be written, in the order of the table. */
    public List<String> words() {
        return List.copyOf(meanings.keySet());
    }

    /** The words for a list of native spellings, each once; what is no such spelling stays as it is. */
    List<String> accepting(List<String> wires) {
        return wires.stream()
                .map(wire -> {
                    var value = byWire.get(wire);
                    return value == null ? wire : word(value);
                })
                .distinct()
                .toList();
    }
}
