package dev.rota.oauth;

import java.util.Optional;

/** The resources of this deployment. Looks nothing up: a path that names an absent organization is a resource too. */
public interface ProtectedResources {
    /**
     * The resource that {@code uri} names: scheme and host in any case, the rest exactly (security A8). Empty where it is
     * none of ours.
     */
    Optional<ProtectedResource> find(String uri);

    /** The one that is meant where a client names none (security A8). */
    ProtectedResource usual();
}
