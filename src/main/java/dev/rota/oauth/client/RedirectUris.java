package dev.rota.oauth.client;

import com.nimbusds.oauth2.sdk.client.RegistrationError;
import dev.rota.oauth.OAuthException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a browser may be sent with an authorization code (RFC 6749 section 3.1.2, RFC 8252 section 7). */
public final class RedirectUris {
    private static final int LONGEST = 2_048;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    /** Also in the forms that may not be registered with http. */
    private static final Pattern OWN_MACHINE =
            Pattern.compile("(?i)(.+\\.)?localhost\\.?|127(\\.[0-9]{1,3}){3}|\\[[0:]+1]");

    private static final Set<String> NEVER =
            Set.of("http", "https", "javascript", "data", "file", "vbscript", "blob", "about");
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,63}");
    private static final Pattern REVERSE_DOMAIN = Pattern.compile("[a-z][a-z0-9+-]*(\\.[a-z0-9+-]+)+");
    /** What a browser would resolve away, and what is no text, also behind an escape. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)(^|/)(\\.|%2e){1,2}(/|$)");

    private static final Pattern ESCAPED_CONTROL = Pattern.compile("(?i)%([01][0-9a-f]|7f)");

    private final Set<String> schemes;

    /** @param schemes private-use schemes without a dot that may be registered all the same */
    public RedirectUris(Collection<String> schemes) {
        this.schemes = Set.copyOf(schemes);
    }

    /** Whether a setting may name this scheme. */
    static boolean isPrivateUse(String scheme) {
        return SCHEME.matcher(scheme).matches() && !NEVER.contains(scheme);
    }

    /**
     * Fails with {@code invalid_redirect_uri} for what may not be registered (security A4).
     *
     * @param loopback whether http on the client's own machine will do: not for what calls itself a web application
     */
    public void require(String uri, boolean loopback) {
        var parsed = plain(uri)
                .orElseThrow(() -> refused("A redirect URI is absolute, has no fragment, no user, no"
                        + " dot segments and no control characters, and at most " + LONGEST + " characters"));
        var scheme = parsed.getScheme();
        if (scheme.equals("https")) {
            if (!hasHostAndPort(parsed)) {
                throw refused("A https redirect URI has a host name and a valid port");
            }
        } else if (scheme.equals("http")) {
            if (!loopback || !isLoopback(parsed) || !hasHostAndPort(parsed)) {
                throw refused("A http redirect URI is for localhost, 127.0.0.1 or [::1], and for native applications");
            }
        } else if (!loopback || !isAllowed(scheme)) {
            throw refused("A scheme of a native application has a dot, as com.example.app, or is known here");
        }
    }

    /**
     * Whether {@code presented} is one of those that were registered: byte for byte, but that the port of a loopback
     * address is whichever was free (security A3, RFC 8252 section 7.3).
     */
    public static boolean matches(Collection<String> registered, String presented) {
        if (registered.contains(presented)) {
            return true;
        }
        var portless = withoutLoopbackPort(presented);
        return portless != null && registered.stream().anyMatch(uri -> portless.equals(withoutLoopbackPort(uri)));
    }

    /** Whether it leads to a program on the person's own machine, which no certificate vouches for: also over https. */
    public static boolean isLoopback(String uri) {
        return plain(uri)
                .filter(known ->
                        known.getScheme().equals("http") || known.getScheme().equals("https"))
                .filter(known -> known.getHost() != null
                        && OWN_MACHINE.matcher(known.getHost()).matches())
                .isPresent();
    }

    private static boolean isLoopback(URI uri) {
        return uri.getScheme().equals("http") && uri.getHost() != null && LOOPBACK.contains(uri.getHost());
    }

    private boolean isAllowed(String scheme) {
        return isPrivateUse(scheme)
                && (schemes.contains(scheme) || REVERSE_DOMAIN.matcher(scheme).matches());
    }

    private static boolean hasHostAndPort(URI uri) {
        // Without a host where there is an authority: one that is no host name, such as a wildcard or an empty port.
        return uri.getHost() != null
                && uri.getPort() != 0
                && uri.getPort() <= 65_535
                && !uri.getRawAuthority().endsWith(":");
    }

    /** Null for what is not on loopback, or is not written as it would be compared. */
    private static @Nullable String withoutLoopbackPort(String text) {
        var uri = plain(text).filter(RedirectUris::isLoopback).filter(RedirectUris::hasHostAndPort);
        if (uri.isEmpty()) {
            return null;
        }
        var parsed = uri.get();
        var rest = parsed.getRawPath() + (parsed.getRawQuery() == null ? "" : "?" + parsed.getRawQuery());
        var origin = "http://" + parsed.getHost();
        var port = parsed.getPort() < 0 ? "" : ":" + parsed.getPort();
        return text.equals(origin + port + rest) ? origin + rest : null;
    }

    /** What every redirect URI must be. */
    private static Optional<URI> plain(String text) {
        if (text.length() > LONGEST || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return Optional.empty();
        }
        try {
            var uri = new URI(text);
            var good = uri.getScheme() != null
                    && uri.getScheme().equals(uri.getScheme().toLowerCase(Locale.ROOT))
                    && !uri.isOpaque()
                    && uri.getRawFragment() == null
                    && (uri.getRawAuthority() == null || !uri.getRawAuthority().contains("@"))
                    && !DOT_SEGMENT.matcher(uri.getRawPath()).find()
                    && !ESCAPED_CONTROL.matcher(text).find();
            return good ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static OAuthException refused(String why) {
        return new OAuthException(RegistrationError.INVALID_REDIRECT_URI, why);
    }
}
