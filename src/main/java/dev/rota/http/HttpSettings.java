package dev.rota.http;

import dev.rota.settings.Mode;
import dev.rota.settings.SettingsReader;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;

/**
 * Settings of the listener.
 *
 * @param allowedOrigins origins, beside the public URL's own, whose pages may call, such as
 *     {@code https://app.example}
 * @param allowedHosts values of {@code Host} beside the public URL's; one without a port goes with any port
 * @param trustedProxies networks whose {@code X-Forwarded-For} counts
 */
public record HttpSettings(
        MessageLimits message,
        TimeLimits time,
        ConnectionLimits connections,
        List<String> allowedOrigins,
        List<String> allowedHosts,
        List<IpNetwork> trustedProxies) {
    public static final HttpSettings DEFAULTS = new HttpSettings(
            MessageLimits.DEFAULTS, TimeLimits.DEFAULTS, ConnectionLimits.DEFAULTS, List.of(), List.of(), List.of());

    public HttpSettings {
        allowedOrigins = List.copyOf(allowedOrigins);
        allowedHosts = List.copyOf(allowedHosts);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** @param mode which some defaults follow */
    public static HttpSettings read(SettingsReader from, Mode mode) {
        return new HttpSettings(
                MessageLimits.read(from),
                TimeLimits.read(from, mode),
                ConnectionLimits.read(from),
                items(from, "rota.allowed-origins", "scheme, host and port, nothing more", HttpSettings::isOrigin),
                items(from, "rota.allowed-hosts", "a host with or without a port", HttpSettings::isHost),
                items(from, "rota.trusted-proxies", "an address or a network", HttpSettings::isNetwork).stream()
                        .map(IpNetwork::parse)
                        .toList());
    }

    /** The good ones; each other is reported. */
    private static List<String> items(SettingsReader from, String key, String form, Predicate<String> isGood) {
        var items = from.list(key, List.of());
        var bad = items.stream().filter(isGood.negate()).toList();
        if (!bad.isEmpty()) {
            from.problem(key, key + ": '" + String.join("', '", bad) + "': each must be " + form);
        }
        return items.stream().filter(isGood).toList();
    }

    private static boolean isOrigin(String text) {
        try {
            var uri = URI.create(text);
            return uri.getHost() != null
                    && text.equals(uri.getScheme() + "://" + uri.getRawAuthority())
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isHost(String text) {
        return isOrigin("http://" + text);
    }

    private static boolean isNetwork(String text) {
        try {
            return !IpNetwork.parse(text).toString().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
