package dev.rota.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Security O1: with any number of callers, an event loop comes back to the database's answers. */
final class LoopTurnTest {
    private final Queue<Runnable> endOfTurn = new ArrayDeque<>();
    private final Queue<Runnable> nextTurn = new ArrayDeque<>();
    private final LoopTurn turn = new LoopTurn(endOfTurn::add, nextTurn::add);
    private final List<Integer> begun = new ArrayList<>();

    /** As a connection does it. */
    private void arrive(int request) {
        if (turn.begin()) {
            begun.add(request);
        } else {
            turn.await(() -> begun.add(request));
        }
    }

    private void arrive(int from, int to) {
        IntStream.range(from, to).forEach(this::arrive);
    }

    private void turnEnds() {
        while (!endOfTurn.isEmpty()) {
            endOfTurn.remove().run();
        }
    }

    private void turnBegins() {
        var due = new ArrayList<>(nextTurn);
        nextTurn.clear();
        endOfTurn.addAll(due);
    }

    @Test
    void few_requests_begin_at_once() {
        arrive(0, LoopTurn.MOST);

        assertThat(begun).hasSize(LoopTurn.MOST);
        turnEnds();
        assertThat(nextTurn).isEmpty();
    }

    @Test
    void what_is_too_much_for_one_turn_waits_for_the_next_ones_in_its_order() {
        arrive(0, 3 * LoopTurn.MOST);
        assertThat(begun).hasSize(LoopTurn.MOST);

        turnEnds();
        assertThat(begun).hasSize(2 * LoopTurn.MOST);
        turnBegins();
        arrive(3 * LoopTurn.MOST);
        assertThat(begun).as("who comes later waits behind the others").hasSize(2 * LoopTurn.MOST);
        turnEnds();
        assertThat(begun).hasSize(3 * LoopTurn.MOST);
        turnBegins();
        turnEnds();

        assertThat(begun)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(0, 3 * LoopTurn.MOST).boxed().toList());
    }

    @Test
    void once_nobody_waits_requests_begin_at_once_again() {
        arrive(0, LoopTurn.MOST + 1);
        for (var ended = 0; ended < 3; ended++) {
            turnEnds();
            turnBegins();
        }
        assertThat(endOfTurn).isEmpty();

        arrive(-1);

        assertThat(begun).endsWith(-1);
    }

    @Test
    void a_request_that_breaks_holds_up_nobody() {
        arrive(0, LoopTurn.MOST);
        turn.await(() -> {
            throw new IllegalStateException("broken");
        });
        turn.await(() -> begun.add(-1));
        try {
            turnEnds();
        } catch (IllegalStateException broken) {
            // an event loop notes it and goes on
        }

        turnBegins();
        turnEnds();

        assertThat(begun).endsWith(-1);
    }

    @Test
    void between_the_turns_an_event_loop_looks_at_its_connections() {
        var channel = new EmbeddedChannel();
        var ofLoop = new LoopTurn(channel.eventLoop());
        for (var request = 0; request < 10 * LoopTurn.MOST; request++) {
            if (ofLoop.begin()) {
                begun.add(request);
            } else {
                ofLoop.await(() -> begun.add(-1));
            }
        }

        channel.runPendingTasks();
        assertThat(begun).as("in one turn").hasSizeLessThan(4 * LoopTurn.MOST);

        for (var turns = 0; turns < 10; turns++) {
            channel.runPendingTasks();
        }
        assertThat(begun).hasSize(10 * LoopTurn.MOST);
    }
}
