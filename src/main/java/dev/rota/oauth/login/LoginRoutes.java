package dev.rota.oauth.login;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.http.FormBody;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.http.SeeOther;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.authorize.AuthorizationRequest;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import dev.rota.oauth.authorize.AuthorizationRequests;
import dev.rota.oauth.page.LoginView;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.page.RecordedFailures;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.page.SignedInView;
import dev.rota.oauth.session.Browsers;
import dev.rota.oauth.session.Form;
import dev.rota.oauth.session.SessionId;
import dev.rota.oauth.session.Visit;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code /auth/login}: for a request that waits or the page for devices, named and never by a URL (security H8), or for its
 * own sake.
 */
public final class LoginRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/login";
    private static final String REQUEST = "request";
    private static final String WRONG = "The e-mail address or the password is wrong.";

    private final Database database;
    private final Logins logins;
    private final Browsers browsers;
    private final Pages pages;
    private final StrangerLimits limits;
    private final RecordedFailures failures;
    private final AuthorizationRequests requests = new AuthorizationRequests();

    public LoginRoutes(
            Database database,
            Logins logins,
            Browsers browsers,
            Pages pages,
            AuthEvents events,
            StrangerLimits limits) {
        this.database = database;
        this.logins = logins;
        this.browsers = browsers;
        this.pages = pages;
        this.limits = limits;
        this.failures = new RecordedFailures(pages, events, AuthEvent.Kind.LOGIN);
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::show);
        router.post(PATH).handler(this::signIn);
    }

    /** What a visitor comes with. */
    private record Arrival(Optional<Visit> visit, Optional<AuthorizationRequest> request, boolean mustProve) {}

    private void show(RoutingContext ctx) {
        Future.<Void>succeededFuture()
                .compose(begun -> {
                    limits.takePage(RequestInfos.of(ctx, "HTTP"));
                    var request = new Form(FormBody.query(ctx)).one(REQUEST);
                    var brought = browsers.cookie().read(ctx);
                    var id = browsers.cookie().readOrMake(ctx);
                    return arrive(brought, request).onSuccess(arrival -> show(ctx, id, request, arrival));
                })
                .onFailure(problem -> failures.send(ctx, problem));
    }

    private Future<Arrival> arrive(Optional<SessionId> id, String request) {
        return id.isEmpty() && !Onward.isRequest(request)
                ? Future.succeededFuture(new Arrival(Optional.empty(), Optional.empty(), true))
                : database.inIdentity(tx -> arrive(tx, id, request));
    }

    private Future<Arrival> arrive(IdentityTx tx, Optional<SessionId> id, String request) {
        return browsers.visit(tx, id)
                .compose(visit -> !Onward.isRequest(request)
                        ? Future.succeededFuture(new Arrival(visit, Optional.empty(), false))
                        : requests.find(tx, request).compose(found -> {
                            var waiting = found.orElseThrow(RefusedPage::expired);
                            return mustProve(tx, request, waiting, visit).map(must -> new Arrival(visit, found, must));
                        }));
    }

    private Future<Boolean> mustProve(IdentityTx tx, String id, AuthorizationRequest request, Optional<Visit> visit) {
        return visit.isPresent() && request.prompts().contains(Prompt.LOGIN)
                ? requests.cameAfter(tx, id, visit.get().authenticatedAt())
                : Future.succeededFuture(visit.isEmpty());
    }

    private void show(RoutingContext ctx, SessionId id, String request, Arrival arrival) {
        var visit = arrival.visit();
        if (visit.isEmpty() || arrival.mustProve()) {
            var hint = arrival.request().map(AuthorizationRequest::loginHint).orElse("");
            var known = visit.map(one -> one.account().email()).orElse(hint);
            pages.send(ctx, 200, new LoginView(token(id, request), request, known, ""));
        } else if (!request.isEmpty()) {
            SeeOther.send(ctx, Onward.place(request));
        } else {
            var account = visit.get().account();
            pages.send(
                    ctx,
                    200,
                    new SignedInView(browsers.tokens().of(id, LogoutRoutes.PURPOSE), account.name(), account.email()));
        }
    }

    private void signIn(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        browsers.receive(ctx, form -> purpose(form.one(REQUEST)), RefusedPage.crossSite())
                .compose(sent -> {
                    var form = sent.form();
                    var email = form.one("email").strip();
                    return logins.signIn(email, form.one("password"), sent.session(), info)
                            .onSuccess(session -> answer(ctx, session, sent.session(), form.one(REQUEST), email));
                })
                .onFailure(problem -> failures.send(ctx, problem));
    }

    private void answer(
            RoutingContext ctx, Optional<SessionId> session, SessionId before, String request, String email) {
        if (session.isEmpty()) {
            pages.send(ctx, 401, new LoginView(token(before, request), request, email, WRONG));
        } else {
            browsers.cookie().set(ctx, session.get());
            SeeOther.send(ctx, request.isEmpty() ? PATH : Onward.place(request) + "&after=login");
        }
    }

    private String token(SessionId id, String request) {
        return browsers.tokens().of(id, purpose(request));
    }

    private static String purpose(String request) {
        return "login " + request;
    }
}
