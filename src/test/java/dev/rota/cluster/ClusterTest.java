package dev.rota.cluster;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.cluster.ClusterSettings.Advertised;
import dev.rota.settings.FreePorts;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes on loopback: what one announces is heard at the others, and one that leaves takes nobody with it. */
class ClusterTest {
    private final List<Vertx> nodes = new ArrayList<>();

    @AfterEach
    void leave() {
        nodes.forEach(node -> await(node.close()));
    }

    @Test
    void u9_what_one_node_announces_is_heard_at_the_other() {
        join(join(null));
        assertThat(heardAt(nodes.get(1), nodes.get(0))).isEqualTo("committed");
        assertThat(heardAt(nodes.get(0), nodes.get(1))).isEqualTo("committed");
    }

    @Test
    void f8_a_node_that_has_left_is_missed_by_nobody() {
        var first = join(null);
        var second = join(first);
        var third = join(second);
        await(nodes.remove(0).close());
        assertThat(heardAt(nodes.get(1), nodes.get(0))).isEqualTo("committed");
        assertThat(third.members()).doesNotContain("127.0.0.1:" + first.port());
    }

    @Test
    void what_is_meant_for_this_node_stays_here() {
        join(join(null));
        var heard = new ConcurrentLinkedQueue<Object>();
        var elsewhere = nodes.get(1).eventBus().consumer("audit.2", message -> heard.add(message.body()));
        await(elsewhere.completion());
        nodes.get(0).eventBus().publish("audit.2", "here", new DeliveryOptions().setLocalOnly(true));
        assertThat(heardAt(nodes.get(1), nodes.get(0)))
                .as("sent later, the same way")
                .isEqualTo("committed");
        assertThat(heard).isEmpty();
    }

    /** What arrives at {@code listener} of what {@code speaker} publishes, which may be lost while nodes come and go. */
    private static Object heardAt(Vertx listener, Vertx speaker) {
        var heard = Promise.<Object>promise();
        var consumer = listener.eventBus().consumer("audit.1", message -> heard.tryComplete(message.body()));
        await(consumer.completion());
        var again = speaker.setPeriodic(0, 200, timer -> speaker.eventBus().publish("audit.1", "committed"));
        var arrived = await(heard.future());
        speaker.cancelTimer(again);
        await(consumer.unregister());
        return arrived;
    }

    @Test
    void s5_both_ports_are_bound_to_the_one_address_that_is_named() {
        var settings = join(null);
        for (var taken : List.of(settings.port(), settings.busPort())) {
            assertThat(accepts("127.0.0.1", taken)).isTrue();
            assertThat(accepts("127.0.0.2", taken))
                    .as("another address of the machine")
                    .isFalse();
        }
    }

    /** {@code known} is asked who is there; null for the first of all. */
    @CanIgnoreReturnValue
    private ClusterSettings join(@Nullable ClusterSettings known) {
        var port = FreePorts.choose();
        var settings = settings(port, "127.0.0.1:" + (known == null ? port : known.port()));
        nodes.add(await(Cluster.of(settings).join(Vertx.builder(), new VertxOptions())));
        return settings;
    }

    private static ClusterSettings settings(int port, String member) {
        var busPort = FreePorts.choose();
        var advertised = new Advertised("127.0.0.1", port, busPort);
        return new ClusterSettings(true, "127.0.0.1", port, busPort, advertised, List.of(member), null);
    }

    private static boolean accepts(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
