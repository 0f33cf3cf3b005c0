package dev.rota.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings that {@code rota serve} takes as flags. Used as a mixin; text, because the settings know the bounds. */
final class ServeOptions extends DatabaseOptions {
    @Option(names = "--port", paramLabel = "N", description = "Port of the API; default 3001, 0 for a free one.")
    private @Nullable String port;

    @Option(
            names = "--management-port",
            paramLabel = "N",
            description = "Port of health and metrics; default 3002, 0 for a free one.")
    private @Nullable String managementPort;

    @Option(names = "--host", paramLabel = "H", description = "Address to listen on; default 127.0.0.1.")
    private @Nullable String host;

    @Option(names = "--cluster", description = "Join the event bus with other nodes, found as rota.cluster.* says.")
    private boolean cluster;

    ServeOptions(Map<String, String> environment) {
        super(environment);
    }

    @Override
    void flags(Map<String, String> flags) {
        super.flags(flags);
        put(flags, "rota.port", port);
        put(flags, "rota.management.port", managementPort);
        put(flags, "rota.host", host);
        put(flags, "rota.cluster", cluster ? "true" : null);
    }
}
