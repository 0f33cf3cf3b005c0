package dev.rota.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests of one connection on an event loop that has begun as many of others as it may. */
final class RequestTurnTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final LoopTurn turn = new LoopTurn(tasks::add, tasks::add);
    private boolean betweenRequests = true;
    private final EmbeddedChannel connection = new EmbeddedChannel(new RequestTurn(turn, () -> betweenRequests));
    private final List<ByteBuf> sent = new ArrayList<>();

    @BeforeEach
    void others() {
        IntStream.range(0, LoopTurn.MOST)
                .forEach(other -> assertThat(turn.begin()).isTrue());
    }

    @AfterEach
    void everything_was_released() {
        connection.finishAndReleaseAll();
        assertThat(sent).allMatch(bytes -> bytes.refCnt() == 0);
    }

    private void send(String text) {
        var bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        sent.add(bytes);
        connection.writeInbound(bytes);
    }

    private String read() {
        var all = new StringBuilder();
        for (ByteBuf next = connection.readInbound(); next != null; next = connection.readInbound()) {
            all.append(next.toString(StandardCharsets.ISO_8859_1));
            next.release();
        }
        return all.toString();
    }

    private void turns() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void a_request_waits_for_its_turn_with_all_that_follows() {
        send("one");
        send(" two");
        assertThat(read()).isEmpty();

        turns();

        assertThat(read()).isEqualTo("one two");
    }

    @Test
    void what_has_begun_goes_on() {
        betweenRequests = false;

        send("the rest of a body");

        assertThat(read()).isEqualTo("the rest of a body");
    }

    @Test
    void who_sends_much_does_not_wait_so_that_no_memory_fills() {
        send("x".repeat(4_096));
        assertThat(read()).isEmpty();

        send("y");

        assertThat(read()).hasSize(4_097);
        send("the next request");
        assertThat(read()).isEmpty();
        turns();
        assertThat(read()).isEqualTo("the next request");
    }

    @Test
    void who_goes_away_is_forgotten() {
        send("one");

        assertThat(connection.close().isSuccess()).isTrue();
        turns();

        assertThat(read()).isEmpty();
    }
}
