package dev.rota.cluster;

import dev.rota.settings.SettingsReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node finds the others.
 *
 * @param enabled whether this node joins others at all
 * @param host address that this node listens on for the others
 * @param port of the membership; fixed, so that a firewall can name it
 * @param busPort of the event bus; fixed for the same reason
 * @param advertised where the others reach the two: the same, unless something translates addresses between the nodes
 * @param members {@code host} or {@code host:port} of nodes to ask first; any of them will do
 * @param kubernetesService the headless service whose endpoints are the nodes; null outside Kubernetes
 */
public record ClusterSettings(
        boolean enabled,
        String host,
        int port,
        int busPort,
        Advertised advertised,
        List<String> members,
        @Nullable String kubernetesService) {
    private static final int MAX_PORT = 65_535;
    private static final String MEMBERS = "rota.cluster.members";

    /** An address as the other nodes see it. */
    public record Advertised(String host, int port, int busPort) {}

    public ClusterSettings {
        members = List.copyOf(members);
    }

    public static ClusterSettings read(SettingsReader from) {
        var enabled = from.flag("rota.cluster", false);
        var host = from.text("rota.cluster.host", "127.0.0.1");
        var port = from.integer("rota.cluster.port", 5701, 1, MAX_PORT);
        var busPort = from.integer("rota.cluster.bus-port", 5702, 1, MAX_PORT);
        var advertised = new Advertised(
                from.text("rota.cluster.advertised-host", host),
                from.integer("rota.cluster.advertised-port", port, 1, MAX_PORT),
                from.integer("rota.cluster.advertised-bus-port", busPort, 1, MAX_PORT));
        var settings = new ClusterSettings(
                enabled,
                host,
                port,
                busPort,
                advertised,
                from.list(MEMBERS, List.of()),
                from.optionalText("rota.cluster.kubernetes-service"));
        settings.check(from);
        return settings;
    }

    private void check(SettingsReader from) {
        if (port == busPort) {
            from.problem("rota.cluster.bus-port", "rota.cluster.bus-port must differ from rota.cluster.port");
        }
        if (kubernetesService != null && !members.isEmpty()) {
            from.problem(MEMBERS, MEMBERS + " and rota.cluster.kubernetes-service exclude each other");
        }
        if (enabled && kubernetesService == null && members.isEmpty()) {
            from.problem(
                    MEMBERS,
                    "rota.cluster needs " + MEMBERS + " (this node's own address will do for the first one) or"
                            + " rota.cluster.kubernetes-service");
        }
    }
}
