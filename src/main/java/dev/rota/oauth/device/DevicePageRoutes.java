package dev.rota.oauth.device;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.http.FormBody;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import dev.rota.http.SeeOther;
import dev.rota.identity.RequestInfo;
import dev.rota.limit.Allowance;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.authorize.AuthorizationRequest;
import dev.rota.oauth.authorize.AuthorizationRequests;
import dev.rota.oauth.page.DeviceView;
import dev.rota.oauth.page.Pages;
import dev.rota.oauth.page.RecordedFailures;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.session.Browsers;
import dev.rota.oauth.session.Form;
import dev.rota.oauth.session.SessionId;
import dev.rota.oauth.session.Visit;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /auth/device}: a person types the code that a device shows, and is asked for their consent like anybody else (RFC
 * 8628 section 3.3). Also a link that holds the code asks: whoever has sent it may be the owner of the device (section 5.4).
 * For the same reason they sign in first: nobody else can answer the question that their code leads to.
 */
public final class DevicePageRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/device";
    private static final String CODE = "user_code";
    private static final String PURPOSE = "device";
    private static final int LONGEST = 16;
    private static final Duration PERIOD = Duration.ofMinutes(15);

    private final Database database;
    private final Browsers browsers;
    private final AuthEvents events;
    private final StrangerLimits limits;
    private final Pages pages;
    private final RecordedFailures failures;
    /** Of 34 bits, and of all who guess together: not one in a million in the life of a code (RFC 8628 section 5.1). */
    private final Allowance ofAddress = new Allowance(20, PERIOD, 100_000);

    private final Allowance ofNode = new Allowance(6_000, PERIOD, 1);
    private final DeviceDecisions devices = new DeviceDecisions();
    private final AuthorizationRequests requests = new AuthorizationRequests();

    public DevicePageRoutes(
            Database database, Browsers browsers, Pages pages, AuthEvents events, StrangerLimits limits) {
        this.database = database;
        this.browsers = browsers;
        this.events = events;
        this.limits = limits;
        this.pages = pages;
        this.failures = new RecordedFailures(pages, events, AuthEvent.Kind.DEVICE);
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::show);
        router.post(PATH).handler(this::enter);
    }

    private void show(RoutingContext ctx) {
        Future.<Void>succeededFuture()
                .compose(begun -> {
                    limits.takePage(RequestInfos.of(ctx, "HTTP"));
                    var code = new Form(FormBody.query(ctx)).one(CODE);
                    var session = browsers.cookie().read(ctx);
                    return visit(session).onSuccess(visit -> {
                        if (session.isPresent() && visit.isPresent()) {
                            pages.send(ctx, 200, view(session.get(), code, ""));
                        } else {
                            signIn(ctx, code);
                        }
                    });
                })
                .onFailure(problem -> failures.send(ctx, problem));
    }

    private Future<Optional<Visit>> visit(Optional<SessionId> session) {
        return session.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : database.inIdentity(tx -> browsers.visit(tx, session));
    }

    /** And back here, with the code where it is one. */
    private static void signIn(RoutingContext ctx, String typed) {
        var code = UserCode.typed(typed).map(known -> "-" + known.letters()).orElse("");
        SeeOther.send(ctx, Issuer.PATH + "/login?request=" + PURPOSE + code);
    }

    private void enter(RoutingContext ctx) {
        var info = RequestInfos.of(ctx, "HTTP");
        browsers.receive(ctx, form -> PURPOSE, RefusedPage.crossSite())
                .compose(sent -> {
                    ofAddress.take(info.subscriber());
                    ofNode.take(PURPOSE);
                    return database.inIdentity(tx -> enter(tx, sent))
                            .onSuccess(entered -> go(ctx, sent, entered, info));
                })
                .onFailure(problem -> failures.send(ctx, problem));
    }

    /**
     * What came of a code.
     *
     * @param request id of the question that it leads to; empty where no device waits with it
     */
    private record Entered(boolean signedIn, Optional<String> request) {}

    private Future<Entered> enter(IdentityTx tx, Browsers.Sent sent) {
        return browsers.visit(tx, sent.session())
                .compose(visit -> visit.isEmpty()
                        ? Future.succeededFuture(new Entered(false, Optional.empty()))
                        : request(
                                        tx,
                                        sent.form().one(CODE),
                                        visit.get().account().id())
                                .map(request -> new Entered(true, request)));
    }

    private void go(RoutingContext ctx, Browsers.Sent sent, Entered entered, RequestInfo info) {
        var typed = sent.form().one(CODE);
        if (!entered.signedIn()) {
            signIn(ctx, typed);
        } else if (entered.request().isPresent()) {
            SeeOther.send(
                    ctx, Issuer.PATH + "/consent?request=" + entered.request().get());
        } else {
            events.note(AuthEvent.of(AuthEvent.Kind.DEVICE, "unknown_user_code", info));
            var problem = "No device waits with that code. Codes run out after some minutes.";
            pages.send(ctx, 422, view(sent.session(), typed, problem));
        }
    }

    private Future<Optional<String>> request(IdentityTx tx, String typed, long user) {
        return devices.find(tx, typed).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            var waiting = found.get();
            var device = new AuthorizationRequest.Device(waiting.key(), waiting.userCode(), user);
            var request = new AuthorizationRequest(
                    waiting.clientId(), null, device, waiting.resource(), waiting.scopes(), Set.of(), null);
            return requests.add(tx, request).map(Optional::of);
        });
    }

    private DeviceView view(SessionId session, String code, String problem) {
        var shown = code.length() <= LONGEST ? code : "";
        return new DeviceView(browsers.tokens().of(session, PURPOSE), shown, problem);
    }
}
