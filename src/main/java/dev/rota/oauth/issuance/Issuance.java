package dev.rota.oauth.issuance;

import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.client.ClientEndpoint;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.device.DeviceCodes;
import dev.rota.oauth.grant.AuditedGrants;
import dev.rota.oauth.grant.Codes;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.grant.RefreshTokens;
import dev.rota.oauth.token.AccessTokens;
import dev.rota.token.Peppers;
import java.util.List;

/** Makes the token endpoint with every grant type that there is. */
public final class Issuance {
    private Issuance() {}

    public static TokenRoutes routes(
            Database database,
            AuthEvents events,
            AuditedGrants audited,
            Peppers peppers,
            Clients clients,
            ProtectedResources resources,
            AccessTokens accessTokens,
            ClientEndpoint endpoint) {
        var grants = new Grants();
        var refreshTokens = new RefreshTokens(peppers);
        var decisions = new Decisions(events, clients, refreshTokens, accessTokens);
        return new TokenRoutes(
                endpoint,
                List.of(
                        new CodeGrant(database, new Codes(peppers), grants, audited, resources, decisions),
                        new RefreshGrant(database, grants, audited, refreshTokens, resources, decisions),
                        new DeviceGrant(database, new DeviceCodes(peppers), audited, resources, decisions),
                        new ClientCredentialsGrant(database, grants, resources, decisions)));
    }
}
