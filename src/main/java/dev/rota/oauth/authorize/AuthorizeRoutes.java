package dev.rota.oauth.authorize;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.http.FormBody;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.http.SeeOther;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.Refusals;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.page.FailureToPage;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.page.ReturnView;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /auth/authorize} (RFC 6749 section 4.1.1). A request that is in order is kept, and the browser goes on to the consent
 * page with its id; what is wrong is told to the client, or, while it is unknown where that is, to the person (security A3).
 * It takes forms from pages of any origin (RFC 6749 section 3.1): asking changes nothing but a row that waits.
 */
public final class AuthorizeRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/authorize";
    private static final int BODY_BYTES = 16 * 1_024;

    private final Database database;
    private final AuthEvents events;
    private final Refusals refusals;
    private final Issuer issuer;
    private final WaysBack ways;
    private final RequestReader reader;
    private final StrangerLimits limits;
    private final Pages pages;
    private final FailureToPage failures;
    private final AuthorizationRequests requests = new AuthorizationRequests();
    private final AuthorizationResponses responses;

    public AuthorizeRoutes(
            Database database,
            AuthEvents events,
            Issuer issuer,
            Clients clients,
            ProtectedResources resources,
            StrangerLimits limits,
            Pages pages) {
        this.database = database;
        this.events = events;
        this.refusals = new Refusals(events);
        this.issuer = issuer;
        this.ways = new WaysBack(clients);
        this.reader = new RequestReader(resources);
        this.limits = limits;
        this.pages = pages;
        this.failures = new FailureToPage(pages);
        this.responses = new AuthorizationResponses(issuer);
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(ctx -> answer(ctx, () -> Future.succeededFuture(FormBody.query(ctx))));
        router.post(PATH).handler(ctx -> answer(ctx, () -> FormBody.read(ctx, BODY_BYTES)));
    }

    private void answer(RoutingContext ctx, Supplier<Future<Map<String, List<String>>>> fields) {
        var info = RequestInfos.of(ctx, "HTTP");
        Future.<Void>succeededFuture()
                .compose(begun -> {
                    limits.takeAuthorization(info);
                    return fields.get();
                })
                .map(Parameters::of)
                .onSuccess(parameters -> Future.succeededFuture(parameters)
                        .compose(ways::find)
                        .compose(way -> decide(ctx, way, parameters, info))
                        .onFailure(problem -> fail(ctx, problem, parameters.get(Parameters.CLIENT_ID), info)))
                .onFailure(problem -> fail(ctx, problem, null, info));
    }

    private void fail(RoutingContext ctx, Throwable problem, @Nullable String client, RequestInfo info) {
        refusals.record(AuthEvent.Kind.AUTHORIZE, problem, client, info)
                .onComplete(recorded -> failures.send(ctx, problem));
    }

    private Future<Void> decide(RoutingContext ctx, WayBack way, Parameters parameters, RequestInfo info) {
        AuthorizationRequest request;
        try {
            request = reader.read(way, parameters);
        } catch (OAuthException refused) {
            var client = way.client();
            return client == null
                    ? Future.failedFuture(refused)
                    : refusals.record(AuthEvent.Kind.AUTHORIZE, refused, way.clientId(), info)
                            .onSuccess(recorded -> refuse(ctx, way, client, RequestReader.state(parameters), refused));
        }
        return database.inIdentity(tx -> requests.add(tx, request)
                        .onSuccess(added -> events.record(
                                tx,
                                AuthEvent.of(AuthEvent.Kind.AUTHORIZE, AuthEvent.OK, info)
                                        .withClient(way.clientId()))))
                .onSuccess(id -> SeeOther.send(ctx, issuer.endpoint("consent") + "?request=" + id))
                .mapEmpty();
    }

    private void refuse(
            RoutingContext ctx, WayBack way, Client client, @Nullable String state, OAuthException refused) {
        var location = responses.refused(way.uri(), state, refused.error());
        if (ErrorRedirects.areSafe(client, way.uri())) {
            SeeOther.send(ctx, location);
        } else {
            pages.send(ctx, 400, new ReturnView(refused.error().getCode(), location));
        }
    }
}
