package dev.rota.task;

import dev.rota.task.TaskActivity.Event;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which events are new since the look before. Ids are drawn before their transactions end, so a smaller one may come to
 * light after a larger one: each look goes back to where the chain of looks was a minute before the last, longer than any
 * transaction lasts, and leaves out what it has seen.
 */
public final class EventWindow {
    private static final long SETTLED_NANOS = 60_000_000_000L;
    private static final long BETWEEN_MARKS_NANOS = 1_000_000_000L;

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();
    private Set<Long> seen = new HashSet<>();
    private long floor;
    private long newest;

    private record Mark(long nanos, long id) {}

    /**
     * What a look found.
     *
     * @param fresh events that no look found before
     * @param incomplete whether there were more than a look takes: one that came to light late may be behind them, so it
     *     must be taken that everything has changed
     */
    public record Look(List<Event> fresh, boolean incomplete) {}

    /**
     * The first look finds everything after {@code floor}, which whoever begins now leaves aside.
     *
     * @param floor an id so far back that nothing up to it can still come to light
     */
    public EventWindow(long floor) {
        this.floor = floor;
        this.newest = floor;
    }

    /** After which id the next look begins. */
    public long floor() {
        return floor;
    }

    /**
     * Takes what a look found.
     *
     * @param found events after {@link #floor}, the newest first
     * @param nanos when the look began, by a clock that never goes back
     */
    public Look take(List<Event> found, long nanos) {
        var fresh = found.stream().filter(event -> !seen.contains(event.id())).toList();
        var incomplete = found.size() >= TaskActivity.MOST_EVENTS;
        seen = found.stream().map(Event::id).collect(Collectors.toCollection(HashSet::new));
        if (!found.isEmpty()) {
            newest = Math.max(newest, found.get(0).id());
        }
        settle(nanos);
        return new Look(fresh, incomplete);
    }

    private void settle(long nanos) {
        while (!marks.isEmpty() && nanos - marks.getFirst().nanos() >= SETTLED_NANOS) {
            floor = Math.max(floor, marks.removeFirst().id());
        }
        if (marks.isEmpty() || nanos - marks.getLast().nanos() >= BETWEEN_MARKS_NANOS) {
            marks.add(new Mark(nanos, newest));
        }
    }
}
