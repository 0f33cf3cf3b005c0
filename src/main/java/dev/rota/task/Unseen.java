package dev.rota.task;

import java.util.List;

/** Tasks out of the caller's sight, where a refusal must not keep quiet about them: how many, never which (security T6). */
final class Unseen {
    private Unseen() {}

    /** The keys, and how many others there are. */
    static String with(List<String> keys, String between, long others) {
        var told = String.join(between, keys);
        if (others == 0) {
            return told;
        }
        return (keys.isEmpty() ? "" : told + " and ") + others + " that you do not see";
    }
}
