package dev.rota.app;

import dev.rota.http.Routes;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.Refusals;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.authorize.AuthorizeRoutes;
import dev.rota.oauth.client.ClientAuthentication;
import dev.rota.oauth.client.ClientDocuments;
import dev.rota.oauth.client.ClientEndpoint;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.client.RegistrationRoutes;
import dev.rota.oauth.device.DeviceAuthorizationRoutes;
import dev.rota.oauth.device.DeviceCodes;
import dev.rota.oauth.discovery.DiscoveryRoutes;
import dev.rota.oauth.grant.AuditedGrants;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.grant.RefreshTokens;
import dev.rota.oauth.issuance.Issuance;
import dev.rota.oauth.issued.IntrospectionRoutes;
import dev.rota.oauth.issued.IssuedTokens;
import dev.rota.oauth.issued.RevocationRoutes;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.key.SigningKeys;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.token.AccessTokenVerifier;
import dev.rota.oauth.token.AccessTokens;
import java.util.List;

/** The endpoints of the authorization server that clients call. */
final class ClientEndpoints {
    private final List<Routes> routes;

    ClientEndpoints(
            Ground ground,
            SigningKeys keys,
            SignaturePool pool,
            AccessTokenVerifier verifier,
            ClientDocuments documents,
            ProtectedResources resources,
            StrangerLimits limits,
            Pages pages) {
        var settings = ground.settings();
        var clock = ground.clock();
        var database = ground.database();
        var events = ground.events();
        var issuer = new Issuer(ground.publicUrl());
        var peppers = ground.keys().peppers();
        var clients = new Clients(database, peppers);
        var endpoint = new ClientEndpoint(
                new ClientAuthentication(clients, documents, peppers, issuer, pool, clock),
                new Refusals(events),
                limits);
        var accessTokens = new AccessTokens(keys, issuer, clock);
        var grants = new Grants();
        var audited = new AuditedGrants(grants, ground.audit());
        var refreshTokens = new RefreshTokens(peppers);
        var issued = new IssuedTokens(verifier, grants, refreshTokens);
        var issuance = Issuance.routes(database, events, audited, peppers, clients, resources, accessTokens, endpoint);
        routes = List.of(
                new RegistrationRoutes(database, clients, events, settings.clients(), clock),
                new AuthorizeRoutes(database, events, issuer, clients, resources, limits, pages),
                issuance,
                new DeviceAuthorizationRoutes(
                        database, events, issuer, endpoint, new DeviceCodes(peppers), resources, limits),
                new RevocationRoutes(database, events, endpoint, issued, audited),
                new IntrospectionRoutes(database, events, issuer, endpoint, issued, refreshTokens),
                new DiscoveryRoutes(issuer, issuance.grantTypes()));
    }

    List<Routes> routes() {
        return routes;
    }
}
