package dev.rota.task;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** By what the tasks of a board are put into columns. */
public enum BoardGrouping {
    STATUS,
    ASSIGNEE,
    PRIORITY;

    /** Also the name of the member that says what a column is of. */
    public String wire() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The grouping of that name. */
    public static BoardGrouping of(String wire) {
        return Arrays.stream(values())
                .filter(one -> one.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no grouping: " + wire));
    }

    /** The columns that a board has whether or not there are tasks in them, in their order; of assignees there are none. */
    List<String> always() {
        return switch (this) {
            case STATUS -> TaskStatus.wires();
            case PRIORITY ->
                IntStream.iterate(2, n -> n >= -2, n -> n - 1)
                        .mapToObj(Integer::toString)
                        .toList();
            case ASSIGNEE -> List.of();
        };
    }
}
