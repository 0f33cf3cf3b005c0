package dev.rota.oauth.consent;

import com.nimbusds.openid.connect.sdk.OIDCError;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.http.FormBody;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.http.SeeOther;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import dev.rota.oauth.authorize.AuthorizationRequest.Redirect;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.page.RecordedFailures;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.session.Browsers;
import dev.rota.oauth.session.Form;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiFunction;

/** {@code /auth/consent?request=…}: the question, and its answer. */
public final class ConsentRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/consent";
    private static final String REQUEST = "request";

    private final Database database;
    private final Browsers browsers;
    private final Questions questions;
    private final ConsentDecisions decisions;
    private final ConsentPages pages;
    private final RecordedFailures failures;
    private final StrangerLimits limits;
    private final Consents consents = new Consents();

    public ConsentRoutes(
            Database database,
            Browsers browsers,
            Questions questions,
            ConsentDecisions decisions,
            Pages pages,
            AuthEvents events,
            StrangerLimits limits) {
        this.database = database;
        this.browsers = browsers;
        this.questions = questions;
        this.decisions = decisions;
        this.limits = limits;
        this.pages = new ConsentPages(pages);
        this.failures = new RecordedFailures(pages, events, AuthEvent.Kind.CONSENT);
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::ask);
        router.post(PATH).handler(this::answer);
    }

    private void ask(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        Future.<Void>succeededFuture()
                .map(begun -> {
                    limits.takePage(info);
                    return new Form(FormBody.query(ctx));
                })
                .compose(query -> questions
                        .find(query.one(REQUEST), browsers.cookie().read(ctx))
                        .compose(question ->
                                ask(ctx, question, query.one("after").equals("login"), info)))
                .recover(problem -> detour(ctx, problem, info))
                .onFailure(problem -> failures.send(ctx, problem));
    }

    private Future<Void> ask(RoutingContext ctx, Question question, boolean afterForm, RequestInfo info) {
        var redirect = question.request().redirect();
        if (redirect == null || question.request().prompts().contains(Prompt.CONSENT)) {
            pages.ask(ctx, 200, question, token(question), "");
            return Future.succeededFuture();
        }
        return inSession(question, (tx, now) -> answered(tx, now, redirect, info))
                .onSuccess(place -> {
                    if (place.isEmpty()) {
                        pages.ask(ctx, 200, question, token(question), "");
                    } else {
                        pages.leave(ctx, place.get(), Destination.of(redirect.uri()), afterForm);
                    }
                })
                .mapEmpty();
    }

    /**
     * Where the browser goes without a page, for the person has agreed to this before; empty where they must be asked. Fails
     * with {@link Detour} where the client wants nobody asked.
     */
    private Future<Optional<String>> answered(IdentityTx tx, Question question, Redirect redirect, RequestInfo info) {
        return consents.find(tx, question, Destination.of(redirect.uri())).compose(reach -> {
            if (reach.isPresent()) {
                return decisions.approve(tx, question, reach.get(), info);
            }
            return question.request().prompts().contains(Prompt.NONE)
                    ? Future.failedFuture(Detour.to(new Refusal(
                            question.id(),
                            redirect,
                            question.client(),
                            question.account(),
                            OIDCError.CONSENT_REQUIRED)))
                    : Future.succeededFuture(Optional.empty());
        });
    }

    private void answer(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        browsers.receive(ctx, form -> purpose(form.one(REQUEST)), RefusedPage.expired())
                .compose(sent -> questions
                        .find(sent.form().one(REQUEST), Optional.of(sent.session()))
                        .compose(question -> answer(ctx, question, sent.form(), info)))
                .recover(problem -> detour(ctx, problem, info))
                .onFailure(problem -> failures.send(ctx, problem));
    }

    private Future<Void> answer(RoutingContext ctx, Question question, Form form, RequestInfo info) {
        if (form.one("decision").equals("deny")) {
            return inSession(question, (tx, now) -> decisions.deny(tx, now, info))
                    .onSuccess(place -> pages.done(ctx, question, place, false))
                    .mapEmpty();
        }
        if (!form.one("decision").equals("approve")) {
            return Future.failedFuture(RefusedPage.expired());
        }
        var pick = Pick.of(form, question.account());
        if (pick.isEmpty()) {
            pages.ask(ctx, 422, question, token(question), "Choose at least one organization, or all of them.");
            return Future.succeededFuture();
        }
        return inSession(question, (tx, now) -> decisions.approve(tx, now, pick.get(), info))
                .onSuccess(place -> pages.done(ctx, question, place, true))
                .mapEmpty();
    }

    /** With the person as they are in that transaction. */
    private <T> Future<T> inSession(Question question, BiFunction<IdentityTx, Question, Future<T>> work) {
        return database.inIdentity(tx -> browsers.visit(tx, question.session())
                .map(visit -> question.of(visit.orElseThrow(RefusedPage::expired)))
                .compose(now -> work.apply(tx, now)));
    }

    private Future<Void> detour(RoutingContext ctx, Throwable problem, RequestInfo info) {
        if (!(problem instanceof Detour detour)) {
            return Future.failedFuture(problem);
        }
        var refusal = detour.refusal();
        if (refusal == null) {
            SeeOther.send(ctx, detour.place());
            return Future.succeededFuture();
        }
        return database.inIdentity(tx -> decisions.refuse(tx, refusal, info))
                .onSuccess(place -> pages.refuse(ctx, refusal, place))
                .mapEmpty();
    }

    private String token(Question question) {
        return browsers.tokens().of(question.session(), purpose(question.id()));
    }

    private static String purpose(String request) {
        return "consent " + request;
    }
}
