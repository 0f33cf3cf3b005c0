package dev.rota.durability;

import static dev.rota.TestDatabase.await;

import dev.rota.TestDatabase;
import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.database.Database;
import dev.rota.settings.FreePorts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Several nodes, each a process of its own, on one database, behind a {@link Balancer}; they reach each other by wires. */
final class Nodes implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database = TestDatabase.create();
    private final Database own = database.open(vertx);
    private final Map<String, String> settings;
    private final List<Node> nodes = new ArrayList<>();
    private final Balancer balancer;

    /** A node's ports stay, whichever process has them. */
    private static final class Node {
        final int port = FreePorts.choose();
        final int managementPort = FreePorts.choose();
        final int clusterPort = FreePorts.choose();
        final int busPort = FreePorts.choose();
        final int advertisedPort = FreePorts.choose();
        final int advertisedBusPort = FreePorts.choose();
        final List<Wire> wires;
        ServerProcess process;

        Node(Vertx vertx) {
            wires = List.of(new Wire(vertx, advertisedPort, clusterPort), new Wire(vertx, advertisedBusPort, busPort));
        }
    }

    /**
     * Returns when all serve and hear each other; where they do not, nothing of them is left behind.
     *
     * @param other settings of each node, beside what makes it run
     */
    Nodes(int count, Map<String, String> other) throws Exception {
        settings = new HashMap<>(TestServer.settings(database));
        settings.putAll(other);
        var front = FreePorts.choose();
        settings.put("rota.public-url", "http://localhost:" + front);
        for (var i = 0; i < count; i++) {
            nodes.add(new Node(vertx));
        }
        balancer = new Balancer(
                front,
                nodes.stream().map(node -> node.port).toList(),
                nodes.stream().map(node -> node.managementPort).toList());
        try {
            for (var i = 0; i < count; i++) {
                start(i);
            }
            awaitWhole();
        } catch (Exception | AssertionError failed) {
            close();
            throw failed;
        }
    }

    /** Starts that node's process, and does not wait for it. */
    void start(int index) throws IOException {
        var node = nodes.get(index);
        var directory = Path.of("target", "test-nodes", "node-" + index).toAbsolutePath();
        var all = new HashMap<>(settings);
        all.put("rota.data-dir", directory.toString());
        all.put("rota.port", Integer.toString(node.port));
        all.put("rota.management.port", Integer.toString(node.managementPort));
        all.put("rota.cluster", "true");
        all.put("rota.cluster.host", HOST);
        all.put("rota.cluster.port", Integer.toString(node.clusterPort));
        all.put("rota.cluster.bus-port", Integer.toString(node.busPort));
        all.put("rota.cluster.advertised-port", Integer.toString(node.advertisedPort));
        all.put("rota.cluster.advertised-bus-port", Integer.toString(node.advertisedBusPort));
        all.put(
                "rota.cluster.members",
                String.join(
                        ",",
                        nodes.stream()
                                .map(one -> HOST + ":" + one.advertisedPort)
                                .toList()));
        node.process = ServerProcess.node(directory, node.port, node.managementPort, all);
    }

    /** Waits until the balancer uses all nodes, and each hears all. */
    void awaitWhole() {
        until("all nodes serve", () -> all().allMatch(balancer::uses));
        until("all nodes hear each other", () -> all().allMatch(i -> clusterSize(i, "heard") == nodes.size()));
    }

    /** The number of each. */
    IntStream all() {
        return IntStream.range(0, nodes.size());
    }

    TestDatabase database() {
        return database;
    }

    Balancer balancer() {
        return balancer;
    }

    ServerProcess process(int index) {
        return nodes.get(index).process;
    }

    int port(int index) {
        return nodes.get(index).port;
    }

    TestOrganization organization() {
        var organization = TestOrganization.create(vertx, own);
        database.execute("UPDATE rota.organization SET policy ="
                + " '{\"calls_per_minute\": 1000000, \"max_claims\": 100}' WHERE id = " + organization.id());
        return organization;
    }

    /** Nothing goes between the nodes any more, and their connections stay. */
    void cut() {
        nodes.forEach(node -> node.wires.forEach(Wire::cut));
    }

    void mend() {
        nodes.forEach(node -> node.wires.forEach(Wire::mend));
    }

    boolean isReady(int index) {
        return management(index, "/health/ready").statusCode() == 200;
    }

    /** {@code rota_cluster_nodes} as that node tells it. */
    int clusterSize(int index, String part) {
        var value = Pattern.compile("rota_cluster_nodes\\{part=\"" + part + "\"\\} ([0-9]+)")
                .matcher(management(index, "/metrics").body());
        return value.find() ? Integer.parseInt(value.group(1)) : -1;
    }

    private HttpResponse<String> management(int index, String path) {
        var address = URI.create("http://" + HOST + ":" + nodes.get(index).managementPort + path);
        return TestHttpClient.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    /** Asks again and again, for a minute and a half at most. */
    static void until(String what, BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 90 s: " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        nodes.stream().filter(node -> node.process != null).parallel().forEach(node -> node.process.close());
        balancer.close();
        await(own.close());
        await(vertx.close());
    }
}
