package dev.rota.oauth.client;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.oauth.OAuthException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A client id that is the URL of the client's metadata document (draft-ietf-oauth-client-id-metadata-document-00 section 3,
 * security A20). Compared byte for byte.
 */
public final class ClientIdUrl {
    private static final String SCHEME = "https://";
    private static final int LONGEST = 2_048;
    /** Also behind escapes, which some servers undo before they look for dots. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?i)(^|/|%2f|%5c)(\\.|%2e){1,2}(/|%2f|%5c|$)");

    private static final Pattern ESCAPED_CONTROL = Pattern.compile("(?i)%([01][0-9a-f]|7f)");

    private final String text;
    private final URI uri;

    private ClientIdUrl(String text, URI uri) {
        this.text = text;
        this.uri = uri;
    }

    /** Whether an id is a URL, good or bad, and not one that was given out here. */
    public static boolean isMeant(String id) {
        return id.startsWith(SCHEME);
    }

    /** Throws {@code invalid_client} (400), with what is wrong, for an id that no document may have. */
    public static ClientIdUrl parse(String id) {
        if (id.length() > LONGEST || !id.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw refused("has at most " + LONGEST + " printable ASCII characters");
        }
        var uri = https(id).orElseThrow(() -> refused("is https, with a host name and a valid port"));
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw refused("has no user and no fragment");
        }
        if (uri.getRawPath().length() < 2) {
            throw refused("has a path");
        }
        if (DOT_SEGMENT.matcher(uri.getRawPath()).find()
                || ESCAPED_CONTROL.matcher(id).find()) {
            throw refused("has no dot segments and no control characters");
        }
        return new ClientIdUrl(id, uri);
    }

    private static Optional<URI> https(String id) {
        try {
            var uri = new URI(id);
            var good = isMeant(id)
                    && uri.getHost() != null
                    && !uri.getHost().endsWith(".")
                    && !uri.getRawAuthority().endsWith(":")
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535;
            return good ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    URI uri() {
        return uri;
    }

    /** For people, who are to see whose document it is. */
    public String host() {
        return uri.getHost();
    }

    /** The id, as it was. */
    @Override
    public String toString() {
        return text;
    }

    private static OAuthException refused(String why) {
        return new OAuthException(
                OAuth2Error.INVALID_CLIENT.setHTTPStatusCode(400), "A client_id that is a URL " + why);
    }
}
