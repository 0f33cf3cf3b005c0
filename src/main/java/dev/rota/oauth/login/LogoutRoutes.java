package dev.rota.oauth.login;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.http.FormBody;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.authorize.AuthorizationRequests;
import dev.rota.oauth.page.LogoutView;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.page.RecordedFailures;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.page.SignedOutView;
import dev.rota.oauth.session.Browsers;
import dev.rota.oauth.session.Form;
import dev.rota.oauth.session.SessionId;
import dev.rota.oauth.session.Visit;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** {@code /auth/logout}: asks, because a link must not sign anybody out, and ends the session on the server (security H7). */
public final class LogoutRoutes implements Routes {
    static final String PURPOSE = "logout";

    private static final String PATH = Issuer.PATH + "/logout";

    private final Database database;
    private final Logins logins;
    private final Browsers browsers;
    private final Pages pages;
    private final RecordedFailures failures;

    public LogoutRoutes(Database database, Logins logins, Browsers browsers, Pages pages, AuthEvents events) {
        this.database = database;
        this.logins = logins;
        this.browsers = browsers;
        this.pages = pages;
        this.failures = new RecordedFailures(pages, events, AuthEvent.Kind.LOGOUT);
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::ask);
        router.post(PATH).handler(this::signOut);
    }

    private void ask(RoutingContext ctx) {
        var id = browsers.cookie().read(ctx);
        Future.<Void>succeededFuture()
                .map(begun -> waiting(new Form(FormBody.query(ctx))))
                .compose(request -> visit(id).onSuccess(visit -> {
                    if (id.isEmpty() || visit.isEmpty()) {
                        pages.send(ctx, 200, new SignedOutView(request));
                    } else {
                        var token = browsers.tokens().of(id.get(), PURPOSE);
                        pages.send(
                                ctx,
                                200,
                                new LogoutView(token, visit.get().account().email(), request));
                    }
                }))
                .onFailure(problem -> failures.send(ctx, problem));
    }

    /** The id of the request that somebody else is to decide on; empty without one. An id, and so never a URL (security H8). */
    private static String waiting(Form form) {
        var named = form.one(LoginRoutes.REQUEST);
        return AuthorizationRequests.isId(named) ? named : "";
    }

    private Future<Optional<Visit>> visit(Optional<SessionId> id) {
        return id.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : database.inIdentity(tx -> browsers.visit(tx, id.get()));
    }

    private void signOut(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        browsers.receive(ctx, form -> PURPOSE, RefusedPage.crossSite())
                .compose(sent -> logins.signOut(sent.session(), info).map(ended -> waiting(sent.form())))
                .onSuccess(request -> {
                    browsers.cookie().clear(ctx);
                    pages.send(ctx, 200, new SignedOutView(request));
                })
                .onFailure(problem -> failures.send(ctx, problem));
    }
}
