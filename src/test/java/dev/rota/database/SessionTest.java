package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** Ending a connection now (security F3), whatever has become of it before. */
final class SessionTest {
    @Test
    void f3_a_connection_is_ended_at_once() {
        var channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        Session.cut(channel.pipeline());
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void f3_one_that_has_ended_already_is_let_be() {
        var channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        var unused = channel.close();
        channel.runPendingTasks();
        assertThat(channel.pipeline().firstContext()).isNull();
        assertThatCode(() -> Session.cut(channel.pipeline())).doesNotThrowAnyException();
    }
}
