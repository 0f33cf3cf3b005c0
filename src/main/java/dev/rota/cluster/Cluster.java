package dev.rota.cluster;

import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;

/** The membership of one node, by Hazelcast: who the others are, and where their event buses listen. */
public final class Cluster {
    private static final String NAME = "rota";

    private Cluster() {}

    /** Finds the others as the settings say, and tells nobody outside of it that it is there. */
    public static ClusterManager of(ClusterSettings settings) {
        Config config = ConfigUtil.loadConfig();
        config.setClusterName(NAME);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        // The process leaves when it has drained, not when the signal arrives.
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "1");
        var network = config.getNetworkConfig();
        network.setPort(settings.port()).setPortAutoIncrement(false).setPublicAddress(settings.host());
        network.getInterfaces().setEnabled(true).addInterface(settings.host());
        join(network.getJoin(), settings);
        config.getSerializationConfig().setJavaSerializationFilterConfig(nothing());
        return new HazelcastClusterManager(config);
    }

    /** Where the event bus listens, and the others reach it. */
    public static EventBusOptions bus(ClusterSettings settings) {
        return new EventBusOptions()
                .setHost(settings.host())
                .setPort(settings.busPort())
                .setClusterPublicHost(settings.host())
                .setClusterPublicPort(settings.busPort());
    }

    private static void join(JoinConfig join, ClusterSettings settings) {
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        var service = settings.kubernetesService();
        if (service == null) {
            join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
        } else {
            join.getKubernetesConfig().setEnabled(true).setProperty("service-name", service);
        }
    }

    /** No Java object is made from what comes over the network (security P9). */
    private static JavaSerializationFilterConfig nothing() {
        var none = new ClassFilter().addPrefixes("dev.rota.none.");
        return new JavaSerializationFilterConfig().setWhitelist(none).setDefaultsDisabled(true);
    }
}
