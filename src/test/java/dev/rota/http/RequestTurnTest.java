package dev.rota.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
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
    void for_what_there_is_no_room_nobody_waits() {
        assertThat(turn.hold(LoopTurn.MOST_BYTES - 3)).isTrue();
        send("one");
        assertThat(read()).isEmpty();

        send(" and more");

        assertThat(read()).isEqualTo("one and more");
        send("two");
        assertThat(read()).as("there is room again").isEmpty();
        turns();
        assertThat(read()).isEqualTo("two");
    }

    @Test
    void what_waits_is_held_in_no_more_memory_than_it_has_bytes() {
        send("one");

        assertThat(sent).as("what the network read into").allMatch(bytes -> bytes.refCnt() == 0);
    }

    @Test
    void that_all_was_read_is_told_once_it_was() {
        send("one");
        var told = new AtomicInteger();
        connection.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                told.incrementAndGet();
            }
        });

        turns();

        assertThat(told).hasValue(1);
    }

    @Test
    void who_goes_away_is_forgotten() {
        send("one");

        assertThat(connection.close().isSuccess()).isTrue();
        turns();

        assertThat(read()).isEmpty();
        assertThat(turn.hold(LoopTurn.MOST_BYTES)).as("all room is there again").isTrue();
    }
}
