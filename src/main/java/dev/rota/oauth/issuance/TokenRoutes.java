package dev.rota.oauth.issuance;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.oauth2.sdk.token.Tokens;
import dev.rota.audit.AuthEvent;
import dev.rota.http.Routes;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Scope;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.ClientEndpoint;
import dev.rota.oauth.client.ClientEndpoint.Answer;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code POST /auth/token} (RFC 6749 section 3.2). */
public final class TokenRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/token";
    private static final String GRANT_TYPE = "grant_type";

    private final ClientEndpoint endpoint;
    private final List<GrantType> types;

    TokenRoutes(ClientEndpoint endpoint, List<GrantType> types) {
        this.endpoint = endpoint;
        this.types = List.copyOf(types);
    }

    /** What it takes, as in {@code grant_types_supported}. */
    public List<String> grantTypes() {
        return types.stream().map(GrantType::name).toList();
    }

    @Override
    public void mount(Router router) {
        router.post(PATH).handler(ctx -> endpoint.serve(ctx, this::kind, this::answer));
    }

    private AuthEvent.Kind kind(Parameters parameters) {
        return type(parameters.get(GRANT_TYPE)).map(GrantType::event).orElse(AuthEvent.Kind.TOKEN);
    }

    private Optional<GrantType> type(@Nullable String name) {
        return types.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    private Future<Answer> answer(Client client, Parameters parameters, RequestInfo info) {
        var type = type(parameters.require(GRANT_TYPE))
                .orElseThrow(() -> new OAuthException(
                        OAuth2Error.UNSUPPORTED_GRANT_TYPE, "There are no tokens for that grant type"));
        if (!client.grantTypes().contains(type.name())) {
            throw new OAuthException(
                    OAuth2Error.UNAUTHORIZED_CLIENT, "The client is not registered for that grant type");
        }
        return type.decide(new TokenRequest(client, parameters, info)).map(TokenRoutes::answer);
    }

    private static Answer answer(Decision decision) {
        if (decision instanceof Decision.Tokens issued) {
            return Answer.of(json(issued));
        }
        return decision instanceof Decision.Wait wait
                ? Answer.notYet(wait.why(), wait.hasty())
                : Answer.refused(((Decision.Refuse) decision).why());
    }

    /** Names the scopes always: what is issued can be less than what was asked for (RFC 6749 section 5.1). */
    private static String json(Decision.Tokens issued) {
        var scope = new com.nimbusds.oauth2.sdk.Scope(
                issued.scopes().stream().sorted().map(Scope::wire).toArray(String[]::new));
        var refresh = issued.refresh();
        var tokens = new Tokens(
                new BearerAccessToken(
                        issued.access().token(), issued.access().life().toSeconds(), scope),
                refresh == null ? null : new RefreshToken(refresh.reveal()));
        return new AccessTokenResponse(tokens).toJSONObject().toJSONString();
    }
}
