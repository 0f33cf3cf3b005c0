package dev.rota.app;

import dev.rota.audit.AuditLog;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.http.Routes;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.Refusals;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.authorize.AuthorizeRoutes;
import dev.rota.oauth.client.ClientAuthentication;
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
import dev.rota.oauth.page.FailureToPage;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.token.AccessTokens;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/** The endpoints of the authorization server that clients call. */
final class AuthorizationServer {
    private static final Clock CLOCK = Clock.systemUTC();

    private final List<Routes> routes;

    AuthorizationServer(
            Settings settings,
            Database database,
            Keys keys,
            AuthEvents events,
            AuditLog audit,
            OAuth oauth,
            ProtectedResources resources,
            URI publicUrl) {
        var issuer = new Issuer(publicUrl);
        var peppers = keys.peppers();
        var clients = new Clients(database, peppers);
        var failures = new FailureToPage(new Pages());
        var limits = new StrangerLimits(settings.endpoints());
        var endpoint = new ClientEndpoint(
                new ClientAuthentication(clients, peppers, issuer, CLOCK), new Refusals(events), limits);
        var accessTokens = new AccessTokens(oauth.signingKeys(), issuer, CLOCK);
        var grants = new Grants();
        var audited = new AuditedGrants(grants, audit);
        var refreshTokens = new RefreshTokens(peppers);
        var issued = new IssuedTokens(oauth.verifier(), grants, refreshTokens);
        var issuance = Issuance.routes(database, events, audited, peppers, clients, resources, accessTokens, endpoint);
        routes = List.of(
                new RegistrationRoutes(database, clients, events, settings.clients(), CLOCK),
                new AuthorizeRoutes(database, events, issuer, clients, resources, limits, failures),
                issuance,
                new DeviceAuthorizationRoutes(
                        database, events, issuer, endpoint, new DeviceCodes(peppers), resources, limits),
                new RevocationRoutes(database, events, endpoint, issued, audited),
                new IntrospectionRoutes(database, events, issuer, endpoint, issued, refreshTokens),
                new DiscoveryRoutes(
                        issuer,
                        issuance.grantTypes(),
                        false,
                        resources.find(publicUrl + "/api/v1").orElseThrow()));
    }

    List<Routes> routes() {
        return routes;
    }
}
