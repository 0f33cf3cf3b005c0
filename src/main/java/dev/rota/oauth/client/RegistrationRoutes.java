package dev.rota.oauth.client;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.http.JsonBody;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.identity.RequestInfo;
import dev.rota.limit.Allowance;
import dev.rota.oauth.FailureToOAuth;
import dev.rota.oauth.Refusals;
import dev.rota.oauth.client.Clients.Registered;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /auth/register}: clients register themselves (RFC 7591), within bounds (security A19). */
public final class RegistrationRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationRoutes.class);
    private static final int BODY_BYTES = 16 * 1_024;
    private static final int ADDRESSES = 100_000;

    private final Database database;
    private final Clients clients;
    private final AuthEvents events;
    private final RegistrationRequest request;
    private final Allowance allowance;
    private final Clock clock;

    public RegistrationRoutes(
            Database database, Clients clients, AuthEvents events, ClientSettings settings, Clock clock) {
        this.database = database;
        this.clients = clients;
        this.events = events;
        this.request = new RegistrationRequest(new RedirectUris(settings.redirectSchemes()));
        this.allowance = new Allowance(settings.registrationsPerHour(), Duration.ofHours(1), ADDRESSES);
        this.clock = clock;
    }

    @Override
    public void mount(Router router) {
        router.post("/auth/register").handler(this::register);
    }

    private void register(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        Future.<Void>succeededFuture()
                .compose(begun -> {
                    allowance.take(info.subscriber());
                    return JsonBody.read(ctx, BODY_BYTES);
                })
                .compose(body -> register(body, info))
                .onSuccess(registered -> answer(ctx, registered))
                .onFailure(problem -> {
                    events.note(AuthEvent.of(AuthEvent.Kind.REGISTER, Refusals.reason(problem), info));
                    FailureToOAuth.send(ctx, problem);
                });
    }

    private Future<Registered> register(Buffer body, RequestInfo info) {
        var wanted = request.read(body);
        return database.inIdentity(tx -> clients.addDynamic(tx, wanted)
                .onSuccess(registered -> events.record(
                        tx,
                        AuthEvent.of(AuthEvent.Kind.REGISTER, AuthEvent.OK, info)
                                .withClient(registered.client().id()))));
    }

    private void answer(RoutingContext ctx, Registered registered) {
        ctx.response()
                .setStatusCode(201)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(RegistrationAnswer.of(registered, clock.instant()))
                .onFailure(lost -> LOG.trace("the peer left before the end", lost));
    }
}
