package dev.rota.cluster;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Nodes on loopback: what one announces is heard at the others, and one that leaves takes nobody with it. */
@EnabledIfSystemProperty(named = "rota.test.full", matches = "true")
class ClusterTest {
    private final List<Vertx> nodes = new ArrayList<>();

    @AfterEach
    void leave() {
        nodes.forEach(node -> await(node.close()));
    }

    @Test
    void u9_what_one_node_announces_is_heard_at_the_other() {
        var first = join(null);
        var second = join(first);
        assertThat(heardAt(node(second), node(first))).isEqualTo("committed");
        assertThat(heardAt(node(first), node(second))).isEqualTo("committed");
    }

    @Test
    void f8_a_node_that_has_left_is_missed_by_nobody() {
        var first = join(null);
        var second = join(first);
        var third = join(second);
        await(node(first).close());
        nodes.remove(0);
        assertThat(heardAt(nodes.get(1), nodes.get(0))).isEqualTo("committed");
        assertThat(third.members()).doesNotContain("127.0.0.1:" + first.port());
    }

    @Test
    void what_is_meant_for_this_node_stays_here() {
        var first = join(null);
        var second = join(first);
        var elsewhere = node(second).eventBus().consumer("audit.2", message -> {
            throw new AssertionError("heard: " + message.body());
        });
        await(elsewhere.completion());
        node(first).eventBus().publish("audit.2", "here", new DeliveryOptions().setLocalOnly(true));
        assertThat(heardAt(node(second), node(first))).isEqualTo("committed");
    }

    private Vertx node(ClusterSettings settings) {
        return nodes.get(settings.port() % 10);
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

    private ClusterSettings join(@Nullable ClusterSettings known) {
        var port = free(nodes.size());
        var members = List.of("127.0.0.1:" + (known == null ? port : known.port()));
        var settings = new ClusterSettings(true, "127.0.0.1", port, free(9), members, null);
        nodes.add(await(Vertx.builder()
                .with(new VertxOptions().setEventBusOptions(Cluster.bus(settings)))
                .withClusterManager(Cluster.of(settings))
                .buildClustered()));
        return settings;
    }

    /** A free port that ends in this digit. */
    private static int free(int last) {
        return IntStream.iterate(20_000 + last, port -> port + 10)
                .limit(4_000)
                .filter(ClusterTest::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
