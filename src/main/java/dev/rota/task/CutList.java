package dev.rota.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lists of texts that are too long for where they are told. */
final class CutList {
    private CutList() {}

    /**
     * The first of the texts that have together at most that many characters.
     *
     * @param cut gets {@code name} where any is left out
     */
    static List<String> of(String name, List<String> texts, int longest, Set<String> cut) {
        var kept = new ArrayList<String>();
        var length = 0L;
        for (var text : texts) {
            length += text.length();
            if (length > longest) {
                cut.add(name);
                break;
            }
            kept.add(text);
        }
        return kept;
    }
}
