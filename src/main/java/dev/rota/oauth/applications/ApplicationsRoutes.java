package dev.rota.oauth.applications;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.http.SeeOther;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Scope;
import dev.rota.oauth.Account;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.grant.AuditedGrants;
import dev.rota.oauth.grant.Grant;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.page.ApplicationsView;
import dev.rota.oauth.page.ApplicationsView.Application;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.page.RecordedFailures;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.session.Browsers;
import dev.rota.oauth.session.SessionId;
import dev.rota.oauth.session.Visit;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code /auth/applications}: a person's live grants, each with a button that ends it for the very next call. */
public final class ApplicationsRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/applications";
    private static final String PURPOSE = "applications";

    private final Database database;
    private final Browsers browsers;
    private final Grants grants;
    private final AuditedGrants audited;
    private final AuthEvents events;
    private final Pages pages;
    private final RecordedFailures failures;

    public ApplicationsRoutes(
            Database database,
            Browsers browsers,
            Grants grants,
            AuditedGrants audited,
            AuthEvents events,
            Pages pages) {
        this.database = database;
        this.browsers = browsers;
        this.grants = grants;
        this.audited = audited;
        this.events = events;
        this.pages = pages;
        this.failures = new RecordedFailures(pages, events, AuthEvent.Kind.REVOKE);
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::show);
        router.post(PATH).handler(this::end);
    }

    private void show(RoutingContext ctx) {
        var id = browsers.cookie().read(ctx);
        (id.isEmpty() ? Future.succeededFuture(Optional.<ApplicationsView>empty()) : view(id.get()))
                .onSuccess(view -> {
                    if (view.isEmpty()) {
                        SeeOther.send(ctx, Issuer.PATH + "/login");
                    } else {
                        pages.send(ctx, 200, view.get());
                    }
                })
                .onFailure(problem -> failures.send(ctx, problem));
    }

    private Future<Optional<ApplicationsView>> view(SessionId id) {
        var token = browsers.tokens().of(id, PURPOSE);
        return database.inIdentity(tx -> browsers.visit(tx, id).compose(visit -> visit.map(Visit::account)
                .map(person -> grants.ofPerson(tx, person.id())
                        .map(live -> Optional.of(new ApplicationsView(
                                token,
                                person.email(),
                                live.stream()
                                        .map(grant -> application(grant, person))
                                        .toList()))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))));
    }

    private void end(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        browsers.receive(ctx, form -> PURPOSE, RefusedPage.crossSite())
                .compose(sent -> database.inIdentity(tx -> browsers.visit(tx, sent.session())
                        .compose(visit -> end(
                                tx,
                                visit.orElseThrow(RefusedPage::expired).account(),
                                sent.form().one("grant"),
                                info))))
                .onSuccess(ended -> SeeOther.send(ctx, PATH))
                .onFailure(problem -> failures.send(ctx, problem));
    }

    /** What is not theirs, or over by now, is nothing to end; the page shows what is left. */
    private Future<Boolean> end(IdentityTx tx, Account person, String id, RequestInfo info) {
        return grants.lock(tx, id)
                .map(found -> found.filter(grant ->
                        grant.terms().user() == person.id() && grant.terms().agent() == null))
                .compose(own -> own.map(grant -> audited.revoke(tx, grant, "by_person", info)
                                .onSuccess(ended -> record(tx, person, grant, info)))
                        .orElseGet(() -> Future.succeededFuture(false)));
    }

    private void record(IdentityTx tx, Account person, Grant grant, RequestInfo info) {
        events.record(
                tx,
                AuthEvent.of(AuthEvent.Kind.REVOKE, AuthEvent.OK, info)
                        .withUser(person.id())
                        .withClient(grant.terms().clientId())
                        .withGrant(grant.id()));
    }

    private static Application application(Grant grant, Account person) {
        var terms = grant.terms();
        var reached = terms.organizationsOf(person);
        return new Application(
                grant.id(),
                terms.clientName(),
                terms.resource(),
                terms.scopes().stream().sorted().map(Scope::words).toList(),
                person.organizations().stream()
                        .filter(one -> reached.contains(one.id()))
                        .map(Account.Organization::name)
                        .collect(Collectors.joining(", ")),
                grant.expiresAt()
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString());
    }
}
