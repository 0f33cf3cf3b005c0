package dev.rota.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.task.TaskActivity.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** No event is missed, however late its transaction ends, and none is told twice. */
class EventWindowTest {
    private static final int MOST = TaskActivity.MOST_EVENTS;
    private static final long SECOND = 1_000_000_000L;

    @TestFactory
    Stream<DynamicTest> every_event_is_new_exactly_once() {
        var given = Long.getLong("seed");
        return (given == null ? LongStream.range(0, 50) : LongStream.of(given))
                .mapToObj(seed -> DynamicTest.dynamicTest("-Dseed=" + seed, () -> play(new Random(seed))));
    }

    /** Ids are drawn in order; each comes to light up to 30 seconds later. */
    private static void play(Random random) {
        var visibleAt = new TreeMap<Long, Long>();
        var told = new HashSet<Long>();
        var window = new EventWindow(0);
        var drawn = 0L;
        var now = 0L;
        for (var step = 0; step < 400; step++) {
            now += random.nextInt(2_000) * SECOND / 1_000;
            for (var events = random.nextInt(3); events > 0; events--) {
                visibleAt.put(++drawn, now + random.nextInt(30) * SECOND);
            }
            for (var event :
                    window.take(visible(visibleAt, window.floor(), now), now).fresh()) {
                assertThat(told.add(event.id())).as("told once").isTrue();
            }
        }
        var end = now + 31 * SECOND;
        window.take(visible(visibleAt, window.floor(), end), end).fresh().forEach(event -> told.add(event.id()));
        assertThat(told).isEqualTo(visibleAt.keySet());
        assertThat(window.floor()).as("it does not look back for ever").isPositive();
    }

    private static List<Event> visible(NavigableMap<Long, Long> visibleAt, long floor, long now) {
        var found = new ArrayList<Event>();
        visibleAt.tailMap(floor, false).forEach((id, at) -> {
            if (at <= now) {
                found.add(new Event(id, 1, 1));
            }
        });
        found.sort(Comparator.comparingLong(Event::id).reversed());
        return found.subList(0, Math.min(found.size(), TaskActivity.MOST_EVENTS));
    }

    @Test
    void more_than_a_look_takes_is_said() {
        var window = new EventWindow(0);
        assertThat(window.take(events(MOST, 1), 0).incomplete()).isTrue();
        assertThat(window.take(events(MOST - 1, 1), SECOND).incomplete()).isFalse();
    }

    @Test
    void one_that_comes_to_light_behind_more_than_a_look_takes_is_in_what_is_said_of_everything() {
        var window = new EventWindow(0);
        assertThat(window.take(events(MOST, 2), 0).incomplete()).isTrue();
        // what has the id 1 comes to light now, and is older than all that the look takes
        assertThat(window.take(events(MOST, 2), SECOND).incomplete()).isTrue();
        assertThat(window.take(events(MOST, 3), 2 * SECOND).incomplete())
                .as("one of them is new, and one that is not among them")
                .isTrue();
    }

    private static List<Event> events(int most, long from) {
        return LongStream.iterate(from + most - 1, id -> id - 1)
                .limit(most)
                .mapToObj(id -> new Event(id, 1, 1))
                .toList();
    }
}
