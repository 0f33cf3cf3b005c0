package dev.rota.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a task's document can carry beside the task: the newest ten of each. */
public enum TaskInclude {
    COMMENTS,
    HISTORY,
    ATTEMPTS,
    ARTIFACTS,
    COMMITS;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TaskInclude of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    public static List<String> wires() {
        return Arrays.stream(values()).map(TaskInclude::wire).toList();
    }
}
