package dev.rota.oauth.external;

import dev.rota.settings.Hosts;
import dev.rota.settings.Mode;
import dev.rota.settings.SettingsReader;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where another issuer is: of access tokens, if it is not this server, or of ID tokens.
 *
 * @param issuer base URL of the external authorization server; null for our own
 * @param keys URL of its JWK set where it publishes no metadata; null to ask its metadata
 * @param plain whether its keys may be fetched without TLS
 */
public record ExternalSettings(@Nullable URI issuer, @Nullable URI keys, boolean plain) {
    private static final String ISSUER = "rota.external-issuer";
    private static final String KEYS = "rota.external-jwks-url";
    private static final String FORM =
            "an https URL without user, query and fragment; http for loopback in development mode";

    public static ExternalSettings read(SettingsReader from, Mode mode) {
        var alone = read(from, mode, ISSUER);
        var keys = from.parsed(KEYS, FORM, ExternalSettings::url);
        requireSecure(from, KEYS, keys, alone.plain);
        if (keys != null && alone.issuer == null) {
            from.problem(KEYS, KEYS + " needs " + ISSUER + ": keys count for the tokens of one issuer");
        }
        return new ExternalSettings(alone.issuer, keys, alone.plain);
    }

    /** An issuer with metadata, under a key of its own. */
    public static ExternalSettings read(SettingsReader from, Mode mode, String key) {
        var issuer = from.parsed(key, FORM, ExternalSettings::url);
        var plain = mode == Mode.DEVELOPMENT && issuer != null && Hosts.isLoopback(issuer.getHost());
        requireSecure(from, key, issuer, plain);
        return new ExternalSettings(issuer, null, plain);
    }

    /** Whether that URL may be fetched: over TLS, or from a loopback issuer in development (security A27). */
    public boolean mayFetch(URI url) {
        return "https".equals(url.getScheme())
                || (plain && "http".equals(url.getScheme()) && Hosts.isLoopback(url.getHost()));
    }

    private static void requireSecure(SettingsReader from, String key, @Nullable URI url, boolean plain) {
        if (url != null && !new ExternalSettings(url, null, plain).mayFetch(url)) {
            from.problem(key, key + " must be https, unless its host is loopback and rota.mode is development");
        }
    }

    /** Whether {@code text} could be an issuer. */
    public static boolean isUrl(String text) {
        try {
            return url(text).isAbsolute();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** As it is written, because issuers are compared byte for byte. */
    private static URI url(String text) {
        try {
            var url = new URI(text);
            if (url.getHost() == null
                    || !String.valueOf(url.getScheme()).matches("https?")
                    || url.getRawUserInfo() != null
                    || url.getRawQuery() != null
                    || url.getRawFragment() != null) {
                throw new IllegalArgumentException("no plain URL");
            }
            return url;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
