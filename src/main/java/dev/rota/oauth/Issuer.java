package dev.rota.oauth;

import java.net.URI;

/**
 * The authorization server's name for itself (RFC 8414 section 2), byte for byte the same everywhere, and the base of its
 * endpoints. Made from the configuration alone: no header of a request can change it (security A12).
 */
public record Issuer(URI publicUrl) {
    /** Where the issuer lies on this deployment. */
    public static final String PATH = "/auth";

    /** The {@code iss} of tokens and responses. */
    public String uri() {
        return publicUrl + PATH;
    }

    /** The URL of an endpoint, such as {@code token}. */
    public String endpoint(String name) {
        return uri() + "/" + name;
    }

    /** Cookies need no TLS only where clients reach this server on their own machine (security H4). */
    public boolean isPlainLoopback() {
        return publicUrl.getScheme().equals("http");
    }
}
