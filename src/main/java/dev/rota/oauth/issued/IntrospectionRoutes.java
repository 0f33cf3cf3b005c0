package dev.rota.oauth.issued;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.TokenIntrospectionSuccessResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Subject;
import com.nimbusds.oauth2.sdk.token.AccessTokenType;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.http.Routes;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Scope;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.ClientEndpoint;
import dev.rota.oauth.client.ClientEndpoint.Answer;
import dev.rota.oauth.grant.Grant;
import dev.rota.oauth.grant.Granter;
import dev.rota.oauth.grant.RefreshTokens;
import dev.rota.oauth.grant.RefreshTokens.Standing;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /auth/introspect} (RFC 7662): whether a token counts now, as the next call would find. For clients that can prove
 * who they are, about their own tokens; of any other they learn that it is not active.
 */
public final class IntrospectionRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/introspect";
    private static final String INACTIVE = "{\"active\":false}";

    private final Database database;
    private final AuthEvents events;
    private final Issuer issuer;
    private final ClientEndpoint endpoint;
    private final IssuedTokens tokens;
    private final RefreshTokens refreshTokens;

    public IntrospectionRoutes(
            Database database,
            AuthEvents events,
            Issuer issuer,
            ClientEndpoint endpoint,
            IssuedTokens tokens,
            RefreshTokens refreshTokens) {
        this.database = database;
        this.events = events;
        this.issuer = issuer;
        this.endpoint = endpoint;
        this.tokens = tokens;
        this.refreshTokens = refreshTokens;
    }

    @Override
    public void mount(Router router) {
        router.post(PATH).handler(ctx -> endpoint.serve(ctx, parameters -> AuthEvent.Kind.INTROSPECT, this::answer));
    }

    private Future<Answer> answer(Client client, Parameters parameters, RequestInfo info) {
        if (client.authentication() == AuthenticationMethod.NONE) { // RFC 7662 section 2.1
            throw new OAuthException(
                    OAuth2Error.INVALID_CLIENT, "Only clients with credentials may ask", "public_client");
        }
        return tokens.read(parameters.require("token"))
                .compose(token -> token.map(known -> database.inIdentity(tx -> answer(tx, client, known, info)))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())))
                .compose(answer -> events.record(AuthEvent.of(
                                        AuthEvent.Kind.INTROSPECT, answer.isPresent() ? AuthEvent.OK : "inactive", info)
                                .withClient(client.id()))
                        .map(recorded -> Answer.of(answer.orElse(INACTIVE))));
    }

    /** Empty where it does not count, or is another's. */
    private Future<Optional<String>> answer(IdentityTx tx, Client client, IssuedToken token, RequestInfo info) {
        return tokens.find(tx, token, info.startedNanos()).compose(found -> {
            var own = found.filter(
                    one -> one.grant().alive() && one.grant().terms().clientId().equals(client.id()));
            return own.isEmpty() ? Future.succeededFuture(Optional.empty()) : worth(tx, token, own.get());
        });
    }

    private Future<Optional<String>> worth(IdentityTx tx, IssuedToken token, IssuedTokens.Found found) {
        var refresh = found.refresh();
        var counts = refresh == null
                ? Future.succeededFuture(true)
                : refreshTokens.standing(tx, refresh).map(standing -> standing == Standing.CURRENT);
        return counts.compose(current -> Granter.find(tx, found.grant().terms())
                .map(person -> person.filter(one -> current).map(one -> describe(token, found))));
    }

    private String describe(IssuedToken token, IssuedTokens.Found found) {
        if (token instanceof IssuedToken.Access access) {
            var claims = access.claims();
            return described(found.grant(), claims.audience(), claims.scopes(), claims.expiresAt())
                    .tokenType(AccessTokenType.BEARER)
                    .issueTime(Date.from(claims.issuedAt()))
                    .build()
                    .toJSONObject()
                    .toJSONString();
        }
        var refresh = found.refresh();
        var end = refresh == null ? found.grant().expiresAt() : refresh.expiresAt();
        var terms = found.grant().terms();
        return described(found.grant(), terms.resource(), terms.scopes(), end.toInstant())
                .build()
                .toJSONObject()
                .toJSONString();
    }

    private TokenIntrospectionSuccessResponse.Builder described(
            Grant grant, String audience, Set<Scope> scopes, Instant end) {
        return new TokenIntrospectionSuccessResponse.Builder(true)
                .issuer(new com.nimbusds.oauth2.sdk.id.Issuer(issuer.uri()))
                .subject(new Subject(grant.terms().subject().wire()))
                .audience(List.of(new Audience(audience)))
                .clientID(new ClientID(grant.terms().clientId()))
                .scope(new com.nimbusds.oauth2.sdk.Scope(
                        scopes.stream().sorted().map(Scope::wire).toArray(String[]::new)))
                .expirationTime(Date.from(end));
    }
}
