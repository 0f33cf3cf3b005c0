package dev.rota.mcp.protocol;

import dev.rota.failure.Failure;
import dev.rota.mcp.McpPath;
import java.util.Collection;
import java.util.function.Function;

/** Values of {@code WWW-Authenticate} for the paths of one endpoint (RFC 6750 section 3, RFC 9728 section 5.1). */
public final class ChallengeText {
    private final String publicUrl;
    private final Function<McpPath, Collection<String>> scopes;

    /**
     * @param publicUrl of this deployment, without a trailing slash; from the configuration, never from a request
     * @param scopes of what a path lists by default
     */
    public ChallengeText(String publicUrl, Function<McpPath, Collection<String>> scopes) {
        this.publicUrl = publicUrl;
        this.scopes = scopes;
    }

    /** {@code error} is added only if a credential was presented: RFC 6750 section 3.1. */
    public String unauthenticated(Failure.Unauthenticated failure, McpPath path) {
        return "Bearer " + (failure.presented() ? "error=\"invalid_token\", " : "") + metadata(path) + ", scope=\""
                + String.join(" ", scopes.apply(path)) + "\"";
    }

    /** Names every scope the operation needs. */
    public String insufficientScope(Failure.InsufficientScope failure, McpPath path) {
        return "Bearer error=\"insufficient_scope\", scope=\"" + String.join(" ", failure.needed()) + "\", "
                + metadata(path);
    }

    private String metadata(McpPath path) {
        return "resource_metadata=\"" + publicUrl + "/.well-known/oauth-protected-resource" + path.path() + "\"";
    }
}
