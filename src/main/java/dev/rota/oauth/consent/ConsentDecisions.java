package dev.rota.oauth.consent;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.IdentityTx;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Account;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.authorize.AuthorizationRequest.Redirect;
import dev.rota.oauth.authorize.AuthorizationRequests;
import dev.rota.oauth.authorize.AuthorizationResponses;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.device.DeviceDecisions;
import dev.rota.oauth.grant.Code;
import dev.rota.oauth.grant.Codes;
import dev.rota.oauth.grant.Reach;
import dev.rota.oauth.grant.Terms;
import dev.rota.oauth.page.RefusedPage;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the one decision there is on a request, whole or not at all. Each ends with where the browser goes: nowhere for a
 * device, which is told when it asks. Fails with {@link RefusedPage#expired} where the decision was taken before.
 */
public final class ConsentDecisions {
    private final AuditLog audit;
    private final AuthEvents events;
    private final Clients clients;
    private final Codes codes;
    private final AuthorizationResponses responses;
    private final AuthorizationRequests requests = new AuthorizationRequests();
    private final DeviceDecisions devices = new DeviceDecisions();
    private final Consents consents = new Consents();

    public ConsentDecisions(AuditLog audit, AuthEvents events, Clients clients, Codes codes, Issuer issuer) {
        this.audit = audit;
        this.events = events;
        this.clients = clients;
        this.codes = codes;
        this.responses = new AuthorizationResponses(issuer);
    }

    Future<Optional<String>> approve(IdentityTx tx, Question question, Reach reach, RequestInfo info) {
        return decide(tx, question.id()).compose(decided -> {
            clients.used(tx, question.client());
            record(tx, question, "approve_consent", AuthEvent.OK, reach.organizations(), info);
            var redirect = question.request().redirect();
            return redirect == null ? approveDevice(tx, question, reach) : issue(tx, question, redirect, reach);
        });
    }

    Future<Optional<String>> deny(IdentityTx tx, Question question, RequestInfo info) {
        return decide(tx, question.id()).compose(decided -> {
            record(tx, question, "deny_consent", OAuth2Error.ACCESS_DENIED_CODE, null, info);
            var redirect = question.request().redirect();
            return redirect == null
                    ? devices.deny(tx, device(question)).map(ConsentDecisions::toDevice)
                    : Future.succeededFuture(Optional.of(responses.refused(redirect, OAuth2Error.ACCESS_DENIED)));
        });
    }

    /** Where the client is told. */
    Future<String> refuse(IdentityTx tx, Refusal refusal, RequestInfo info) {
        var account = refusal.account();
        return decide(tx, refusal.id()).map(decided -> {
            events.record(
                    tx,
                    AuthEvent.of(AuthEvent.Kind.CONSENT, refusal.error().getCode(), info)
                            .withClient(refusal.client().id())
                            .withUser(account == null ? null : account.id()));
            return responses.refused(refusal.redirect(), refusal.error());
        });
    }

    private Future<Boolean> decide(IdentityTx tx, String id) {
        return requests.decide(tx, id).map(decided -> {
            if (!decided) {
                throw RefusedPage.expired();
            }
            return true;
        });
    }

    private Future<Optional<String>> issue(IdentityTx tx, Question question, Redirect redirect, Reach reach) {
        consents.remember(tx, question, Destination.of(redirect.uri()), reach);
        var terms = new Terms(
                question.account().id(),
                null,
                question.client().id(),
                question.client().name(),
                question.request().resource(),
                question.request().scopes(),
                reach,
                question.visit().authenticatedAt());
        return codes.issue(tx, new Code(terms, redirect.uri(), redirect.named(), redirect.challenge()))
                .map(code -> Optional.of(responses.approved(redirect, code)));
    }

    private Future<Optional<String>> approveDevice(IdentityTx tx, Question question, Reach reach) {
        return devices.approve(
                        tx,
                        device(question),
                        question.account().id(),
                        reach,
                        question.visit().authenticatedAt())
                .map(ConsentDecisions::toDevice);
    }

    private static long device(Question question) {
        return Objects.requireNonNull(question.request().device(), "neither a browser nor a device waits")
                .key();
    }

    private static Optional<String> toDevice(boolean decided) {
        if (!decided) {
            throw RefusedPage.expired();
        }
        return Optional.empty();
    }

    private void record(
            IdentityTx tx,
            Question question,
            String action,
            String reason,
            @Nullable List<OrganizationId> concerned,
            RequestInfo info) {
        var account = question.account();
        var client = question.client().id();
        events.record(
                tx,
                AuthEvent.of(AuthEvent.Kind.CONSENT, reason, info)
                        .withUser(account.id())
                        .withClient(client));
        var all = account.organizations().stream().map(Account.Organization::id).toList();
        var person = new Principal(Principal.Kind.USER, account.id(), account.name(), null);
        audit.record(
                tx,
                Caller.person(person, concerned == null ? all : concerned, "session", info),
                Action.auth(action),
                new AuditObject("client", null, client));
    }
}
