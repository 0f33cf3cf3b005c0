package dev.rota.app;

import dev.rota.http.Routes;
import dev.rota.invitation.Acceptance;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.applications.ApplicationsRoutes;
import dev.rota.oauth.client.ClientLookup;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.consent.ConsentDecisions;
import dev.rota.oauth.consent.ConsentRoutes;
import dev.rota.oauth.consent.Questions;
import dev.rota.oauth.device.DevicePageRoutes;
import dev.rota.oauth.grant.AuditedGrants;
import dev.rota.oauth.grant.Codes;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.invitation.InvitationRoutes;
import dev.rota.oauth.login.LoginRoutes;
import dev.rota.oauth.login.Logins;
import dev.rota.oauth.login.LogoutRoutes;
import dev.rota.oauth.page.AssetRoutes;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.session.Browsers;
import dev.rota.oauth.upstream.Providers;
import dev.rota.oauth.upstream.UpstreamRoutes;
import dev.rota.user.Passwords;
import java.util.List;

/** What people see of the authorization server. */
final class SignIn {
    private final Pages pages = new Pages();
    private final List<Routes> routes;

    /**
     * @param lookup finds the client that a signed-in person is asked about
     * @param providers with whom people may sign in instead of by a password
     */
    SignIn(Ground ground, Clients clients, ClientLookup lookup, StrangerLimits limits, Providers providers) {
        var database = ground.database();
        var audit = ground.audit();
        var events = ground.events();
        var issuer = new Issuer(ground.publicUrl());
        var browsers = Browsers.of(issuer, ground.keys().formTokens());
        var passwords = new Passwords(ground.vertx());
        var logins = new Logins(database, audit, events, passwords, browsers.sessions());
        var acceptance = new Acceptance(database, audit, ground.keys().peppers(), passwords);
        var questions = new Questions(database, browsers, lookup);
        var codes = new Codes(ground.keys().peppers());
        var decisions = new ConsentDecisions(audit, events, clients, codes, issuer);
        var grants = new Grants();
        routes = List.of(
                new AssetRoutes(),
                new LoginRoutes(database, logins, browsers, pages, events, limits, providers.buttons()),
                new UpstreamRoutes(database, providers, logins, browsers, pages, limits, events),
                new LogoutRoutes(database, logins, browsers, pages, events),
                new ConsentRoutes(database, browsers, questions, decisions, pages, events, limits),
                new InvitationRoutes(database, browsers, acceptance, pages, events, limits),
                new DevicePageRoutes(database, browsers, pages, events, limits),
                new ApplicationsRoutes(database, browsers, grants, new AuditedGrants(grants, audit), events, pages));
    }

    Pages pages() {
        return pages;
    }

    List<Routes> routes() {
        return routes;
    }
}
