package dev.rota.oauth.issuance;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.rota.audit.AuthEvent;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.grant.AuditedGrants;
import dev.rota.oauth.grant.Code;
import dev.rota.oauth.grant.Codes;
import dev.rota.oauth.grant.Grant;
import dev.rota.oauth.grant.Granter;
import dev.rota.oauth.grant.Grants;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A code of somebody who has agreed (RFC 6749 section 4.1.3). What is presented wrongly consumes nothing (security A5). */
final class CodeGrant implements GrantType {
    /** RFC 7636 section 4.1. */
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final Database database;
    private final Codes codes;
    private final Grants grants;
    private final AuditedGrants audited;
    private final ProtectedResources resources;
    private final Decisions decisions;

    CodeGrant(
            Database database,
            Codes codes,
            Grants grants,
            AuditedGrants audited,
            ProtectedResources resources,
            Decisions decisions) {
        this.database = database;
        this.codes = codes;
        this.grants = grants;
        this.audited = audited;
        this.resources = resources;
        this.decisions = decisions;
    }

    @Override
    public String name() {
        return Client.AUTHORIZATION_CODE;
    }

    @Override
    public AuthEvent.Kind event() {
        return AuthEvent.Kind.CODE;
    }

    @Override
    public Future<Decision> decide(TokenRequest request) {
        var presented = OpaqueToken.parse(request.parameters().require("code"), Set.of(OpaqueToken.Kind.CODE))
                .orElseThrow(Decisions::unknown);
        return database.inIdentity(tx ->
                codes.lock(tx, presented).compose(found -> decide(tx, request, found.orElseThrow(Decisions::unknown))));
    }

    private Future<Decision> decide(IdentityTx tx, TokenRequest request, Codes.Stored stored) {
        var wrong = wrong(request, stored.code());
        if (wrong != null) {
            return refuse(tx, wrong, request, stored);
        }
        request.requireResource(stored.code().terms().resource(), resources);
        if (stored.redeemed()) {
            return reused(tx, request, stored);
        }
        if (!stored.timely()) {
            return refuse(tx, "expired", request, stored);
        }
        return Granter.find(tx, stored.code().terms())
                .compose(person -> person.isEmpty()
                        ? refuse(tx, "no_organization", request, stored)
                        : audited.add(tx, stored.code().terms(), person.get(), request.info())
                                .compose(grant -> redeem(tx, request, stored, grant)));
    }

    private Future<Decision> redeem(IdentityTx tx, TokenRequest request, Codes.Stored stored, Grant grant) {
        return codes.redeem(tx, stored, grant).compose(first -> {
            if (!first) {
                throw Decisions.invalidGrant("expired"); // while it was being redeemed
            }
            return decisions.issueFirst(tx, event(), request, grant);
        });
    }

    /** Somebody else has it: what was issued for it ends (RFC 6749 section 4.1.2). */
    private Future<Decision> reused(IdentityTx tx, TokenRequest request, Codes.Stored stored) {
        var key = stored.grant();
        if (key == null) {
            return refuse(tx, "code_reuse", request, stored);
        }
        return grants.lock(tx, key)
                .compose(grant -> audited.revoke(tx, grant.orElseThrow(), "code_reuse", request.info())
                        .compose(ended -> decisions.refuse(
                                tx,
                                event(),
                                "code_reuse",
                                request,
                                stored.code().terms(),
                                grant.orElseThrow().id())));
    }

    private Future<Decision> refuse(IdentityTx tx, String reason, TokenRequest request, Codes.Stored stored) {
        return decisions.refuse(tx, event(), reason, request, stored.code().terms(), null);
    }

    /** What does not fit the code; null where all does. */
    private static @Nullable String wrong(TokenRequest request, Code code) {
        if (!code.terms().clientId().equals(request.client().id())) {
            return "wrong_client";
        }
        var uri = request.parameters().get("redirect_uri");
        if (uri == null ? code.redirectUriNamed() : !uri.equals(code.redirectUri())) {
            return "wrong_redirect_uri";
        }
        var verifier = request.parameters().get("code_verifier");
        return verifier != null && VERIFIER.matcher(verifier).matches() && fits(verifier, code.challenge())
                ? null
                : "wrong_verifier";
    }

    private static boolean fits(String verifier, String challenge) {
        var computed = CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(verifier));
        return MessageDigest.isEqual(
                computed.getValue().getBytes(StandardCharsets.US_ASCII), challenge.getBytes(StandardCharsets.US_ASCII));
    }
}
