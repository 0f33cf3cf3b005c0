package dev.rota.app;

import dev.rota.settings.Secret;
import dev.rota.settings.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which server the command line calls, as whom, and for which project. The server itself does not use them.
 *
 * @param url of the server, without a slash at its end; null when not set
 * @param key token for tools; null when not set
 * @param project key or id; null when not set
 */
public record ApiSettings(@Nullable URI url, @Nullable Secret key, @Nullable String project) {
    /** Where a server listens that was started without settings. */
    public static final URI USUAL_URL = URI.create("http://localhost:3001");

    private static final String URL = "rota.api-url";
    private static final String KEY = "rota.api-key";
    private static final String PROJECT = "rota.project";

    /** All of them, for commands that use no other settings. */
    public static final Set<String> KEYS = Set.of(URL, KEY, PROJECT);

    static ApiSettings read(SettingsReader from) {
        return new ApiSettings(
                from.parsed(URL, "an http or https URL without user, query and fragment", ApiSettings::server),
                from.secret(KEY),
                from.optionalText(PROJECT));
    }

    private static URI server(String text) {
        try {
            var uri = new URI(text.replaceFirst("/+$", ""));
            var scheme = uri.getScheme();
            var web = "http".equals(scheme) || "https".equals(scheme);
            if (!web
                    || uri.getHost() == null
                    || uri.getRawUserInfo() != null
                    || uri.getRawQuery() != null
                    || uri.getRawFragment() != null) {
                throw new IllegalArgumentException("no URL of a server");
            }
            return reachable(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** People set what a server says it listens on; 0.0.0.0 is every address of it and none to connect to. */
    private static URI reachable(URI uri) throws URISyntaxException {
        return "0.0.0.0".equals(uri.getHost())
                ? new URI(uri.getScheme(), null, "localhost", uri.getPort(), uri.getPath(), null, null)
                : uri;
    }
}
