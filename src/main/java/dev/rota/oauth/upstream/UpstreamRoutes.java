package dev.rota.oauth.upstream;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.http.FormBody;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.http.SeeOther;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import dev.rota.oauth.authorize.AuthorizationRequests;
import dev.rota.oauth.external.ExternalIdentities;
import dev.rota.oauth.login.LoginRoutes;
import dev.rota.oauth.login.Logins;
import dev.rota.oauth.page.FailureToPage;
import dev.rota.oauth.page.LeavingView;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.page.RecordedFailures;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.session.Browsers;
import dev.rota.oauth.session.Form;
import dev.rota.oauth.session.SessionId;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /auth/login/upstream}: out to a provider, and back with its answer. */
public final class UpstreamRoutes implements Routes {
    private static final String PATH = LoginRoutes.PATH + "/upstream";
    static final String CALLBACK = PATH + "/callback";
    /** Of the MAC by which a browser's return is known. */
    private static final String PURPOSE = "upstream";

    private final Database database;
    private final Providers providers;
    private final Logins logins;
    private final Browsers browsers;
    private final Pages pages;
    private final StrangerLimits limits;
    private final RecordedFailures failures;
    private final FailureToPage recorded;
    private final UpstreamLogins onTheWay = new UpstreamLogins();
    private final AuthorizationRequests requests = new AuthorizationRequests();
    private final ExternalIdentities identities = new ExternalIdentities();

    /** @param limits of what one address may begin */
    public UpstreamRoutes(
            Database database,
            Providers providers,
            Logins logins,
            Browsers browsers,
            Pages pages,
            StrangerLimits limits,
            AuthEvents events) {
        this.database = database;
        this.providers = providers;
        this.logins = logins;
        this.browsers = browsers;
        this.pages = pages;
        this.limits = limits;
        failures = new RecordedFailures(pages, events, AuthEvent.Kind.LOGIN);
        recorded = new FailureToPage(pages);
    }

    @Override
    public void mount(Router router) {
        router.post(PATH).handler(this::leave);
        router.get(CALLBACK).handler(this::comeBack);
    }

    /** Answers with a page that goes on: browsers would hold each redirect of the provider's against our own (security H3). */
    private void leave(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        browsers.receive(ctx, form -> LoginRoutes.purpose(form.one(LoginRoutes.REQUEST)), RefusedPage.crossSite())
                .compose(sent -> {
                    limits.takeAuthorization(info);
                    var provider = providers.find(sent.form().one("provider")).orElseThrow(RefusedPage::expired);
                    return provider.exchange()
                            .compose(exchange -> begin(provider, exchange, sent))
                            .onSuccess(url -> pages.send(ctx, 200, new LeavingView(url, provider.label())));
                })
                .onFailure(problem -> failures.send(ctx, problem));
    }

    private Future<String> begin(Provider provider, CodeExchange exchange, Browsers.Sent sent) {
        var request = sent.form().one(LoginRoutes.REQUEST);
        return database.inIdentity(tx -> anew(tx, request).compose(anew -> {
            var login = UpstreamLogin.begin(provider.name(), request, anew);
            return onTheWay.add(tx, login, browser(sent.session())).map(added -> exchange.url(login));
        }));
    }

    /** Whether the request that waits wants the person to prove anew who they are. */
    private Future<Boolean> anew(IdentityTx tx, String request) {
        return request.isEmpty()
                ? Future.succeededFuture(false)
                : requests.find(tx, request).map(found -> found.orElseThrow(RefusedPage::expired)
                        .prompts()
                        .contains(Prompt.LOGIN));
    }

    private void comeBack(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        Future.<Void>succeededFuture()
                .compose(begun -> {
                    var answer = new Form(FormBody.query(ctx));
                    var session = browsers.cookie().read(ctx).orElseThrow(RefusedPage::expired);
                    return database.inIdentity(tx -> onTheWay.take(tx, answer.one("state"), browser(session)))
                            .map(returned -> returned.orElseThrow(RefusedPage::expired))
                            .compose(returned -> signIn(ctx, returned, answer, session, info));
                })
                .onFailure(problem -> failures.send(ctx, problem));
    }

    private Future<Void> signIn(
            RoutingContext ctx, UpstreamLogins.Returned returned, Form answer, SessionId before, RequestInfo info) {
        var login = returned.login();
        var provider = providers.find(login.provider()).orElseThrow(RefusedPage::expired);
        return provider.person(returned, answer)
                .compose(person -> begin(provider, person, before, info))
                .onSuccess(session -> {
                    if (session.isEmpty()) {
                        recorded.send(ctx, UpstreamRefusals.suspended());
                    } else {
                        browsers.cookie().set(ctx, session.get());
                        SeeOther.send(ctx, LoginRoutes.after(login.request()));
                    }
                })
                .mapEmpty();
    }

    /** By issuer and subject and nothing else: whoever may name an address elsewhere does not own it here (security A26). */
    private Future<Optional<SessionId>> begin(
            Provider provider, Provider.Person person, SessionId before, RequestInfo info) {
        var subject = person.token().subject();
        return database.inIdentity(tx -> identities
                .find(tx, person.issuer(), subject)
                .compose(user -> logins.signIn(
                        tx,
                        user.orElseThrow(() -> UpstreamRefusals.unlinked(provider.label(), person.issuer(), subject)),
                        before,
                        time(person.token().authenticatedAt()),
                        info)));
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** What only this browser's session makes, and does not tell it. */
    private String browser(SessionId session) {
        return browsers.tokens().of(session, PURPOSE);
    }
}
