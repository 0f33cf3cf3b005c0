package dev.rota.oauth.consent;

import dev.rota.oauth.client.RedirectUris;
import java.net.URI;
import java.util.Optional;

/** Where a client wants its answer, as far as it matters to people and browsers. */
record Destination(URI uri) {
    static Destination of(String redirectUri) {
        return new Destination(URI.create(redirectUri));
    }

    /** Whether a certificate vouches for who gets the answer. */
    boolean isWeb() {
        return uri.getScheme().equals("https") && !isLoopback();
    }

    /** Whether it is a program on the person's own machine, and any program there could be it. */
    boolean isLoopback() {
        return RedirectUris.isLoopback(uri.toString());
    }

    /** For a person: host and port, or the scheme of an application. */
    String name() {
        return isWeb() || isLoopback() ? authority() : uri.getScheme() + ":";
    }

    /** By which consents are remembered: the port of a loopback address is whichever was free. */
    String origin() {
        if (isLoopback()) {
            return uri.getScheme() + "://" + uri.getHost();
        }
        return isWeb() ? "https://" + authority() : uri.getScheme() + ":";
    }

    /**
     * What a page's {@code form-action} must name before its form may be answered with a redirect there. Empty for an IPv6
     * address, which source expressions cannot name (CSP section 2.3.1).
     */
    Optional<String> formAction() {
        if (!isWeb() && !isLoopback()) {
            return Optional.of(uri.getScheme() + ":");
        }
        return uri.getHost().startsWith("[") ? Optional.empty() : Optional.of(uri.getScheme() + "://" + authority());
    }

    private String authority() {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }
}
