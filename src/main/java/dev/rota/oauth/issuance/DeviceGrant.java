package dev.rota.oauth.issuance;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.device.DeviceAuthorizationGrantError;
import dev.rota.audit.AuthEvent;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.device.DeviceCodes;
import dev.rota.oauth.grant.AuditedGrants;
import dev.rota.oauth.grant.Granter;
import dev.rota.oauth.grant.Terms;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Future;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A device asks whether somebody has agreed (RFC 8628 section 3.4), again and again until somebody has decided. */
final class DeviceGrant implements GrantType {
    private final Database database;
    private final DeviceCodes codes;
    private final AuditedGrants grants;
    private final ProtectedResources resources;
    private final Decisions decisions;

    DeviceGrant(
            Database database,
            DeviceCodes codes,
            AuditedGrants grants,
            ProtectedResources resources,
            Decisions decisions) {
        this.database = database;
        this.codes = codes;
        this.grants = grants;
        this.resources = resources;
        this.decisions = decisions;
    }

    @Override
    public String name() {
        return Client.DEVICE_CODE;
    }

    @Override
    public AuthEvent.Kind event() {
        return AuthEvent.Kind.DEVICE;
    }

    @Override
    public Future<Decision> decide(TokenRequest request) {
        var presented = OpaqueToken.parse(request.parameters().require("device_code"), Set.of(OpaqueToken.Kind.DEVICE))
                .orElseThrow(Decisions::unknown);
        return database.inIdentity(tx ->
                codes.lock(tx, presented).compose(found -> decide(tx, request, found.orElseThrow(Decisions::unknown))));
    }

    private Future<Decision> decide(IdentityTx tx, TokenRequest request, DeviceCodes.Stored code) {
        var terms = code.terms();
        if (!code.request().clientId().equals(request.client().id())) {
            return refuse(tx, Decisions.invalidGrant("wrong_client"), request, terms);
        }
        request.requireResource(code.request().resource(), resources);
        if (code.redeemed()) {
            return refuse(tx, Decisions.invalidGrant("code_reuse"), request, terms);
        }
        if (!code.timely()) {
            return refuse(
                    tx,
                    error(DeviceAuthorizationGrantError.EXPIRED_TOKEN, "Nobody has decided in time"),
                    request,
                    terms);
        }
        if (!code.decided()) {
            return pending(tx, code);
        }
        return terms == null
                ? refuse(
                        tx,
                        error(OAuth2Error.ACCESS_DENIED.setHTTPStatusCode(400), "The person has denied it"),
                        request,
                        null)
                : issue(tx, request, code, terms);
    }

    private Future<Decision> pending(IdentityTx tx, DeviceCodes.Stored code) {
        codes.polled(tx, code);
        return Future.succeededFuture(new Decision.Wait(
                code.hasty()
                        ? error(DeviceAuthorizationGrantError.SLOW_DOWN, "Ask less often, by 5 seconds")
                        : error(DeviceAuthorizationGrantError.AUTHORIZATION_PENDING, "Nobody has decided yet"),
                code.hasty()));
    }

    private Future<Decision> issue(IdentityTx tx, TokenRequest request, DeviceCodes.Stored code, Terms terms) {
        return Granter.find(tx, terms)
                .compose(person -> person.isEmpty()
                        ? refuse(tx, Decisions.invalidGrant("no_organization"), request, terms)
                        : codes.redeem(tx, code)
                                .compose(redeemed -> {
                                    if (!redeemed) {
                                        throw Decisions.invalidGrant("expired"); // while it was being redeemed
                                    }
                                    return grants.add(tx, terms, person.get(), request.info());
                                })
                                .compose(grant -> decisions.issueFirst(tx, event(), request, grant)));
    }

    private Future<Decision> refuse(IdentityTx tx, OAuthException why, TokenRequest request, @Nullable Terms terms) {
        return decisions.refuse(tx, event(), why, request, terms);
    }

    private static OAuthException error(com.nimbusds.oauth2.sdk.ErrorObject error, String description) {
        return new OAuthException(error, description);
    }
}
