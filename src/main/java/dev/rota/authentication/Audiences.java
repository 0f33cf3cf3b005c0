package dev.rota.authentication;

import java.net.URI;
import java.util.Set;

/** Which audiences of an access token count at a path (RFC 9068 section 4, catalogue section 2). */
public interface Audiences {
    /** Canonical URIs of resources, compared byte for byte. */
    Set<String> of(String path);

    /** The path's own, and nothing else. */
    static Audiences own(URI publicUrl) {
        return path -> Set.of(publicUrl + path);
    }

    /**
     * The path's own, and that of the whole tree of paths it belongs to.
     *
     * @param root such as {@code /mcp}; paths elsewhere take their own only
     */
    static Audiences ownOrTree(URI publicUrl, String root) {
        return path ->
                path.startsWith(root + "/") ? Set.of(publicUrl + path, publicUrl + root) : Set.of(publicUrl + path);
    }
}
