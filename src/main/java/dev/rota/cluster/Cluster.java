package dev.rota.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.List;
import java.util.Map;

/** The membership of one node, by Hazelcast: who the others are, and where their event buses listen. */
public final class Cluster {
    private static final String NAME = "rota";

    /**
     * Times in seconds, where nothing says otherwise. Hazelcast's own are those of a store of data, which rather waits than
     * takes a member for dead; here nothing is lost with a member, and one that is still listed holds up who announces.
     */
    private static final Map<String, String> TIMES = Map.of(
            "hazelcast.wait.seconds.before.join", "0",
            "hazelcast.max.wait.seconds.before.join", "5",
            "hazelcast.max.join.seconds", "45",
            // A process that is killed is missed at once, by its connections; these are for a cut network.
            "hazelcast.heartbeat.interval.seconds", "2",
            "hazelcast.max.no.heartbeat.seconds", "15",
            // Halves of a cluster that was cut look for each other.
            "hazelcast.merge.first.run.delay.seconds", "10",
            "hazelcast.merge.next.run.delay.seconds", "10",
            "hazelcast.operation.call.timeout.millis", "10000",
            "hazelcast.graceful.shutdown.max.wait", "5");

    private static final int CONNECT_SECONDS = 3;
    private static final int PING_MS = 5_000;

    private final ClusterSettings settings;
    private final HazelcastClusterManager manager;

    private Cluster(ClusterSettings settings) {
        this.settings = settings;
        this.manager = new HazelcastClusterManager(config(settings));
    }

    /** Finds the others as the settings say, and tells nobody outside of it that it is there. */
    public static Cluster of(ClusterSettings settings) {
        return new Cluster(settings);
    }

    /** Joins the others, or begins alone where none of the members named is there. */
    public Future<Vertx> join(VertxBuilder builder, VertxOptions options) {
        return builder.with(options.setEventBusOptions(bus()))
                .withClusterManager(manager)
                .buildClustered();
    }

    /** The identity of this node, and of all that it knows of; only once it has joined. */
    Members members() {
        return new Members(manager.getNodeId(), List.copyOf(manager.getNodes()));
    }

    /** @param all with {@code own} */
    record Members(String own, List<String> all) {}

    /** Where the event bus listens, and the others reach it. */
    private EventBusOptions bus() {
        var options = new EventBusOptions()
                .setHost(settings.host())
                .setPort(settings.busPort())
                .setClusterPublicHost(settings.advertised().host())
                .setClusterPublicPort(settings.advertised().busPort())
                // What is announced meanwhile waits in memory, so that a node that is cut off must be given up soon.
                .setClusterPingInterval(PING_MS)
                .setClusterPingReplyInterval(PING_MS);
        options.setConnectTimeout(CONNECT_SECONDS * 1_000);
        return options;
    }

    private static Config config(ClusterSettings settings) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(NAME);
        TIMES.forEach(config::setProperty);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        // The process leaves when it has drained, not when the signal arrives.
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.socket.connect.timeout.seconds", Integer.toString(CONNECT_SECONDS));
        var network = config.getNetworkConfig();
        var advertised = settings.advertised();
        network.setPort(settings.port())
                .setPortAutoIncrement(false)
                .setPublicAddress(advertised.host() + ":" + advertised.port());
        network.getInterfaces().setEnabled(true).addInterface(settings.host());
        join(network.getJoin(), settings);
        config.getSerializationConfig().setJavaSerializationFilterConfig(SerializationFilter.filter());
        return config;
    }

    private static void join(JoinConfig join, ClusterSettings settings) {
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        var service = settings.kubernetesService();
        if (service == null) {
            join.getTcpIpConfig()
                    .setEnabled(true)
                    .setConnectionTimeoutSeconds(CONNECT_SECONDS)
                    .setMembers(settings.members());
        } else {
            join.getKubernetesConfig().setEnabled(true).setProperty("service-name", service);
        }
    }
}
