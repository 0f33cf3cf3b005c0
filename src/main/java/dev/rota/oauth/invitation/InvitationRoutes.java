package dev.rota.oauth.invitation;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.http.FormBody;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.identity.RequestInfo;
import dev.rota.invitation.Acceptance;
import dev.rota.invitation.Joined;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.page.InvitationView;
import dev.rota.oauth.page.InvitationView.Asks;
import dev.rota.oauth.page.JoinedView;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.page.RecordedFailures;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.session.Browsers;
import dev.rota.oauth.session.Form;
import dev.rota.oauth.session.SessionId;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code /auth/invitation?token=…}: where the URL of an invitation leads. A new person makes an account; who has one agrees
 * when they are signed in with it. Whoever holds the token was given it for that address, so the page may say whether there
 * is an account; without one that is open, it says nothing (security M9).
 */
public final class InvitationRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/invitation";
    private static final String TOKEN = "token";

    private final Database database;
    private final Browsers browsers;
    private final Acceptance acceptance;
    private final Pages pages;
    private final StrangerLimits limits;
    private final RecordedFailures failures;

    public InvitationRoutes(
            Database database,
            Browsers browsers,
            Acceptance acceptance,
            Pages pages,
            AuthEvents events,
            StrangerLimits limits) {
        this.database = database;
        this.browsers = browsers;
        this.acceptance = acceptance;
        this.pages = pages;
        this.limits = limits;
        this.failures = new RecordedFailures(pages, events, AuthEvent.Kind.ACCOUNT);
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::show);
        router.post(PATH).handler(this::accept);
    }

    /** An open invitation before a browser. */
    private record Shown(Acceptance.Open open, Asks asks, SessionId session, String token) {}

    private void show(RoutingContext ctx) {
        Future.<Void>succeededFuture()
                .compose(begun -> {
                    limits.takePage(RequestInfos.of(ctx, "HTTP"));
                    var token = new Form(FormBody.query(ctx)).one(TOKEN);
                    return shown(browsers.cookie().readOrMake(ctx), token);
                })
                .onSuccess(shown -> pages.send(ctx, 200, view(shown, "", "")))
                .onFailure(problem -> refuse(ctx, problem));
    }

    private Future<Shown> shown(SessionId session, String token) {
        return acceptance.find(token).compose(open -> database.inIdentity(tx -> browsers.visit(tx, session))
                .map(visit -> {
                    var email = visit.map(one -> one.account().email()).orElse("");
                    var asks = !open.known()
                            ? Asks.ACCOUNT
                            : email.equalsIgnoreCase(open.email()) ? Asks.CONSENT : Asks.SIGN_IN;
                    return new Shown(open, asks, session, token);
                }));
    }

    private void accept(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        browsers.receive(ctx, form -> purpose(form.one(TOKEN)), RefusedPage.crossSite())
                .compose(sent -> {
                    limits.takePage(info);
                    return shown(sent.session(), sent.form().one(TOKEN)).compose(shown -> join(shown, sent.form(), info)
                            .map(joined -> {
                                var name = shown.open().name();
                                pages.send(ctx, 200, new JoinedView(name, joined.email(), joined.role()));
                                return joined;
                            })
                            .recover(problem -> again(ctx, shown, sent.form(), problem)));
                })
                .onFailure(problem -> refuse(ctx, problem));
    }

    private Future<Joined> join(Shown shown, Form form, RequestInfo info) {
        return switch (shown.asks()) {
            case ACCOUNT -> acceptance.byNewcomer(shown.token(), form.one("name"), form.one("password"), info);
            case CONSENT ->
                database.inIdentity(tx -> browsers.visit(tx, Optional.of(shown.session()))
                        .compose(visit -> acceptance.bySignedIn(
                                tx,
                                shown.token(),
                                visit.orElseThrow(RefusedPage::expired)
                                        .account()
                                        .id(),
                                info)));
            case SIGN_IN -> Future.failedFuture(RefusedPage.expired());
        };
    }

    /** What was typed is refused: the form once more, with why. */
    private Future<Joined> again(RoutingContext ctx, Shown shown, Form form, Throwable problem) {
        if (problem instanceof FailureException known && known.failure() instanceof Failure.InvalidInput refused) {
            pages.send(ctx, 422, view(shown, form.one("name"), refused.message() + "."));
            return Future.succeededFuture();
        }
        return Future.failedFuture(problem);
    }

    private void refuse(RoutingContext ctx, Throwable problem) {
        if (problem instanceof FailureException known && known.failure() instanceof Failure.NotFound) {
            pages.send(
                    ctx, 404, "not_found", "This invitation is not open.", "Ask whoever invited you for another one.");
        } else {
            failures.send(ctx, problem);
        }
    }

    private InvitationView view(Shown shown, String name, String problem) {
        return new InvitationView(
                browsers.tokens().of(shown.session(), purpose(shown.token())),
                shown.token(),
                shown.open().name(),
                shown.open().email(),
                shown.open().role(),
                shown.asks(),
                name,
                problem);
    }

    private static String purpose(String token) {
        return "invitation " + token;
    }
}
