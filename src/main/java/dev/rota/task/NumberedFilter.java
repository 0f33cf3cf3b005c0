package dev.rota.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks of the usual project to list.
 *
 * @param tag name of the tag; null for the one that the principal works in
 * @param statuses any of these; empty with {@code blocked} unset for all
 * @param blocked also those that have not begun and wait for others
 * @param ready instead of all that: what can be claimed now, best first
 * @param subtasks whether rows have those below them
 * @param after id of the last task of the page before; 0 for the first page
 * @param limit most rows
 */
public record NumberedFilter(
        @Nullable String tag,
        List<TaskStatus> statuses,
        boolean blocked,
        boolean ready,
        boolean subtasks,
        long after,
        int limit) {
    public NumberedFilter {
        statuses = List.copyOf(statuses);
    }

    /** What can be claimed now, best first. */
    public static NumberedFilter ready(@Nullable String tag, boolean subtasks, int limit) {
        return new NumberedFilter(tag, List.of(), false, true, subtasks, 0, limit);
    }
}
