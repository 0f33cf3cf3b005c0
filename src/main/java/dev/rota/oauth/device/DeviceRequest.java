package dev.rota.oauth.device;

import dev.rota.identity.Scope;
import java.util.Set;

/**
 * What a device asks for.
 *
 * @param clientName as it is shown to the person
 * @param resource canonical URI
 * @param scopes never empty
 */
public record DeviceRequest(String clientId, String clientName, String resource, Set<Scope> scopes) {
    public DeviceRequest {
        scopes = Set.copyOf(scopes);
    }
}
