package dev.rota.change;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a follower of tasks can ask to be told of. */
public enum ChangeType {
    /** Its fields, links, artifacts, commits: whatever is none of the others. */
    TASK,
    /** It was claimed, worked on, let go, or its claim lapsed. */
    CLAIM,
    COMMENT,
    /** A question was asked of people, or answered. */
    ANSWER,
    /** It can be claimed now, because of what happened to it or to a task it waited for. */
    READY;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ChangeType of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** Every one, as it is spelled. */
    public static List<String> wires() {
        return Arrays.stream(values()).map(ChangeType::wire).toList();
    }
}
