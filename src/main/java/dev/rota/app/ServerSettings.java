package dev.rota.app;

import dev.rota.settings.Hosts;
import dev.rota.settings.Mode;
import dev.rota.settings.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where the process listens, and where it keeps what it must remember.
 *
 * @param dataDir relative to the working directory
 * @param host address or name to listen on; loopback unless a setting says otherwise
 * @param port 0 for a free one
 * @param managementPort of health and metrics, 0 for a free one
 * @param publicUrl scheme, host and port that clients use; with {@link #port} 0 and no setting its port is 0 too: see
 *     {@link #publicUrl(int)}
 * @param eventLoops threads that serve; one for each core unless a setting says otherwise
 */
public record ServerSettings(
        Mode mode,
        Path dataDir,
        String host,
        int port,
        String managementHost,
        int managementPort,
        URI publicUrl,
        int eventLoops) {
    private static final int MAX_PORT = 65_535;
    private static final String PUBLIC_URL = "rota.public-url";

    static ServerSettings read(SettingsReader from, Mode otherwise) {
        var mode = from.choice("rota.mode", otherwise);
        var dataDir = from.path("rota.data-dir", Path.of("data"));
        var host = from.text("rota.host", "127.0.0.1");
        int port = from.integer("rota.port", 3001, 0, MAX_PORT);
        var settings = new ServerSettings(
                mode,
                dataDir,
                host,
                port,
                from.text("rota.management.host", "127.0.0.1"),
                from.integer("rota.management.port", 3002, 0, MAX_PORT),
                from.parsed(
                        PUBLIC_URL,
                        URI.create("http://localhost:" + port),
                        "an http or https URL without user, path, query, fragment and trailing slash",
                        ServerSettings::origin),
                eventLoops(from.integer("rota.event-loops", 0, 0, 64)));
        settings.check(from);
        return settings;
    }

    private static int eventLoops(int set) {
        return set == 0 ? Runtime.getRuntime().availableProcessors() : set;
    }

    /** The public URL, now that the server listens on {@code boundPort}. */
    public URI publicUrl(int boundPort) {
        return publicUrl.getPort() == 0 ? URI.create("http://localhost:" + boundPort) : publicUrl;
    }

    private void check(SettingsReader from) {
        var plain = publicUrl.getScheme().equals("http");
        if (mode == Mode.PRODUCTION && plain && !Hosts.isLoopback(publicUrl.getHost())) {
            from.problem(PUBLIC_URL, PUBLIC_URL + " must be https in production mode, unless its host is loopback");
        }
        if (port != 0 && port == managementPort && host.equals(managementHost)) {
            from.problem("rota.management.port", "rota.management.port must differ from rota.port");
        }
    }

    /** Scheme and host in lower case and no default port, so that comparing text compares origins (RFC 6454 §4). */
    private static URI origin(String text) {
        try {
            var uri = new URI(text);
            var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            var nothingElse = uri.getRawUserInfo() == null
                    && "".equals(uri.getRawPath())
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            int defaultPort = scheme.equals("https") ? 443 : 80;
            if (uri.getHost() == null || !scheme.matches("https?") || !nothingElse || uri.getPort() > MAX_PORT) {
                throw new IllegalArgumentException("not an origin");
            }
            var host = uri.getHost().toLowerCase(Locale.ROOT);
            return new URI(scheme, null, host, uri.getPort() == defaultPort ? -1 : uri.getPort(), null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
