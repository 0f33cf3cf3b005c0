package dev.rota.database.embedded;

import java.util.ArrayList;
import java.util.List;

/**
 * The server's command line. Everything is set here and not in {@code postgresql.conf}: the command line wins over the
 * file and over {@code ALTER SYSTEM}, so durability cannot be switched off by either.
 */
record ServerCommand(Binaries binaries, DataDirectory directory, EmbeddedPostgresSettings settings, Launch launch) {
    static final String HOST = "127.0.0.1";

    List<String> arguments(String clusterName, int port) {
        var command = new ArrayList<String>();
        command.add(binaries.postgres().toString());
        command.add("-D");
        command.add(directory.data().toString());
        var values = new ArrayList<String>();
        values.add("cluster_name=" + clusterName);
        values.add("port=" + port);
        values.addAll(network());
        values.addAll(durability());
        values.addAll(sizes());
        values.addAll(log());
        values.forEach(value -> command.addAll(List.of("-c", value)));
        return command;
    }

    private List<String> network() {
        return List.of(
                "listen_addresses=" + HOST,
                "unix_socket_directories=",
                "max_connections=" + settings.maxConnections(),
                "password_encryption=scram-sha-256");
    }

    private List<String> durability() {
        var value = launch.durable() ? "on" : "off";
        return List.of("fsync=" + value, "synchronous_commit=" + value, "full_page_writes=" + value);
    }

    private List<String> sizes() {
        return List.of("shared_buffers=" + settings.sharedBuffersMb() + "MB", "jit=off", "timezone=UTC");
    }

    /**
     * A file for each weekday, emptied when its day returns; {@link ServerLog} bounds each. Statements and details stay
     * out of it: they hold values of tenants.
     */
    private List<String> log() {
        return List.of(
                "logging_collector=on",
                "log_destination=stderr",
                "log_directory=" + ServerLog.DIRECTORY,
                "log_filename=postgresql-%a.log",
                "log_file_mode=0600",
                "log_rotation_age=1d",
                "log_rotation_size=0",
                "log_truncate_on_rotation=on",
                "log_min_error_statement=panic",
                "log_error_verbosity=terse",
                "log_timezone=UTC");
    }
}
