package dev.rota.oauth.consent;

import com.nimbusds.openid.connect.sdk.OIDCError;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.authorize.AuthorizationRequest;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import dev.rota.oauth.authorize.AuthorizationRequests;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.ClientIdUrl;
import dev.rota.oauth.client.ClientLookup;
import dev.rota.oauth.page.RefusedPage;
import dev.rota.oauth.session.Browsers;
import dev.rota.oauth.session.SessionId;
import dev.rota.oauth.session.Visit;
import io.vertx.core.Future;
import java.util.Optional;

/** Brings together who is asked, by whom and for what; anew for the page and for its answer. */
public final class Questions {
    private static final long NOBODY = 0;
    private static final String CONNECT_AGAIN =
            "Go back to the application and connect it again; if that does not help, tell its developer.";

    private final Database database;
    private final Browsers browsers;
    private final ClientLookup clients;
    private final AuthorizationRequests requests = new AuthorizationRequests();

    public Questions(Database database, Browsers browsers, ClientLookup clients) {
        this.database = database;
        this.browsers = browsers;
        this.clients = clients;
    }

    private record Asked(AuthorizationRequest request, Optional<Visit> visit) {}

    /**
     * Fails with {@link RefusedPage} where nobody can be asked, and with {@link Detour} where the browser must go somewhere
     * else first, or instead.
     *
     * @param session which the browser has brought; empty where it has none
     */
    Future<Question> find(String id, Optional<SessionId> session) {
        return database.inIdentity(tx -> asked(tx, id, session)).compose(asked -> {
            var request = asked.request();
            if (asked.visit().isEmpty() || session.isEmpty()) {
                return unproven(id, request);
            }
            var visit = asked.visit().get();
            requirePerson(request, visit);
            return clients.find(request.clientId(), visit.account().id())
                    .map(client -> new Question(id, session.get(), visit, request, proven(client, request)));
        });
    }

    private Future<Asked> asked(IdentityTx tx, String id, Optional<SessionId> session) {
        return requests.find(tx, id)
                .map(found -> found.orElseThrow(RefusedPage::expired))
                .compose(request -> browsers.visit(tx, session)
                        .compose(visit -> visit.isPresent() && request.prompts().contains(Prompt.LOGIN)
                                ? requests.cameAfter(tx, id, visit.get().authenticatedAt())
                                        .map(later -> new Asked(request, later ? Optional.empty() : visit))
                                : Future.succeededFuture(new Asked(request, visit))));
    }

    private Future<Question> unproven(String id, AuthorizationRequest request) {
        if (!request.prompts().contains(Prompt.NONE)) {
            return Future.failedFuture(Detour.to(Issuer.PATH + "/login?request=" + id));
        }
        var redirect = request.redirect();
        // What a metadata document allows is not known before somebody has signed in: security A20.
        return redirect == null || ClientIdUrl.isMeant(request.clientId())
                ? Future.failedFuture(new RefusedPage(
                        400, OIDCError.LOGIN_REQUIRED_CODE, "Nobody is signed in here in this browser.", CONNECT_AGAIN))
                : clients.find(request.clientId(), NOBODY)
                        .compose(found -> Future.failedFuture(Detour.to(
                                new Refusal(id, redirect, proven(found, request), null, OIDCError.LOGIN_REQUIRED))));
    }

    /** Who sends somebody else the address of the page has not got them asked (RFC 8628 section 5.4). */
    private static void requirePerson(AuthorizationRequest request, Visit visit) {
        var device = request.device();
        if (device != null && device.user() != visit.account().id()) {
            throw RefusedPage.expired();
        }
    }

    /** Also what was looked at when the request arrived is looked at again: it may have changed since. */
    private static Client proven(Optional<Client> found, AuthorizationRequest request) {
        var client = found.orElseThrow(() ->
                new RefusedPage(400, "invalid_client", "The application that asks is not known here.", CONNECT_AGAIN));
        var redirect = request.redirect();
        if (redirect != null && !client.redirectsTo(redirect.uri())) {
            throw new RefusedPage(
                    400,
                    "invalid_request",
                    "The application wants its answer sent to an address that it has not registered.",
                    CONNECT_AGAIN);
        }
        return client;
    }
}
