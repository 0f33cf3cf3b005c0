package dev.rota.oauth.client;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Client authentication at the token endpoint and its siblings (RFC 6749 section 2.3): with the method the client is
 * registered with, and no other (security A18). Nothing else of the request has been looked at by then, so a failure
 * consumes nothing.
 *
 * <p>A client that is known by its document's URL is asked for again when the document has left the cache, because codes and
 * refresh tokens live longer: see {@link ClientDocuments#findGranted}.
 */
public final class ClientAuthentication {
    /** With which assertions may be signed. */
    public static final Set<JWSAlgorithm> ALGORITHMS = ClientAssertion.ALGORITHMS;

    private static final String CLIENT_ID = "client_id";
    private static final String SECRET = "client_secret";
    private static final String ASSERTION = "client_assertion";

    private final Clients clients;
    private final ClientDocuments documents;
    private final Peppers peppers;
    private final Issuer issuer;
    private final SignaturePool pool;
    private final Clock clock;

    public ClientAuthentication(
            Clients clients,
            ClientDocuments documents,
            Peppers peppers,
            Issuer issuer,
            SignaturePool pool,
            Clock clock) {
        this.clients = clients;
        this.documents = documents;
        this.peppers = peppers;
        this.issuer = issuer;
        this.pool = pool;
        this.clock = clock;
    }

    /** What was presented: exactly one of the methods. */
    private record Presented(
            String client, AuthenticationMethod method, @Nullable String secret, @Nullable SignedJWT assertion) {}

    /**
     * The client that sent the request. Fails with {@code invalid_client}, whatever the reason, and with
     * {@code invalid_request} where more than one method or client is named.
     *
     * @param authorization the header; null without one
     * @param form the parameters of the body, each with all its values
     */
    public Future<Client> authenticate(@Nullable String authorization, Map<String, List<String>> form) {
        Presented presented;
        try {
            presented = presented(authorization, form);
        } catch (OAuthException e) {
            return Future.failedFuture(e);
        } catch (ParseException e) {
            return Future.failedFuture(refused());
        }
        return find(presented.client())
                .map(found -> found.filter(client -> client.authentication() == presented.method())
                        .orElseThrow(ClientAuthentication::refused))
                .compose(client -> prove(client, presented));
    }

    /** Which client the request says it is from; null where it says nothing that can be read. Proven by nothing. */
    static @Nullable String claimed(@Nullable String authorization, Map<String, List<String>> form) {
        try {
            return presented(authorization, form).client();
        } catch (RuntimeException | ParseException unreadable) { // which authenticate tells
            return Parameters.of(form).get(CLIENT_ID);
        }
    }

    private Future<Optional<Client>> find(String id) {
        return ClientIdUrl.isMeant(id) ? documents.findGranted(id) : clients.find(id);
    }

    private Future<Client> prove(Client client, Presented presented) {
        return switch (client.authentication()) {
            case NONE -> Future.succeededFuture(client);
            case CLIENT_SECRET_BASIC, CLIENT_SECRET_POST ->
                isSecret(client, presented.secret()) ? Future.succeededFuture(client) : Future.failedFuture(refused());
            case PRIVATE_KEY_JWT -> assertion(client, presented.assertion());
        };
    }

    private boolean isSecret(Client client, @Nullable String presented) {
        var stored = client.secretHash();
        return stored != null
                && presented != null
                && OpaqueToken.parse(presented, Set.of(OpaqueToken.Kind.SECRET))
                        .filter(secret -> peppers.hashes(secret).stream().anyMatch(hash -> isSame(hash, stored)))
                        .isPresent();
    }

    private static boolean isSame(Buffer one, Buffer other) {
        return MessageDigest.isEqual(one.getBytes(), other.getBytes());
    }

    private Future<Client> assertion(Client client, @Nullable SignedJWT jwt) {
        if (jwt == null) {
            return Future.failedFuture(refused());
        }
        return documents
                .keys(client, jwt.getHeader().getKeyID())
                .compose(keys -> pool.run(() -> ClientAssertion.verified(jwt, client, keys, issuer, clock)))
                .compose(verified -> clients.isFirst(verified.orElseThrow(ClientAuthentication::refused)))
                .map(first -> {
                    if (!first) {
                        throw refused();
                    }
                    return client;
                });
    }

    private static Presented presented(@Nullable String authorization, Map<String, List<String>> form)
            throws ParseException {
        var named = single(form, CLIENT_ID);
        var secret = single(form, SECRET);
        var assertion = single(form, ASSERTION);
        if ((authorization == null ? 0 : 1) + (secret == null ? 0 : 1) + (assertion == null ? 0 : 1) > 1) {
            throw invalid("Only one way of client authentication at a time");
        }
        if (authorization != null) {
            var basic = ClientSecretBasic.parse(authorization);
            var id = basic.getClientID().getValue();
            return named(
                    named,
                    new Presented(
                            id,
                            AuthenticationMethod.CLIENT_SECRET_BASIC,
                            basic.getClientSecret().getValue(),
                            null));
        }
        if (assertion != null) {
            var jwt = PrivateKeyJWT.parse(form);
            return named(
                    named,
                    new Presented(
                            jwt.getClientID().getValue(),
                            AuthenticationMethod.PRIVATE_KEY_JWT,
                            null,
                            jwt.getClientAssertion()));
        }
        if (named == null) {
            throw refused();
        }
        var method = secret == null ? AuthenticationMethod.NONE : AuthenticationMethod.CLIENT_SECRET_POST;
        return new Presented(named, method, secret, null);
    }

    private static Presented named(@Nullable String named, Presented presented) {
        if (named != null && !named.equals(presented.client())) {
            throw invalid("client_id is another client than the one that authenticates");
        }
        return presented;
    }

    private static @Nullable String single(Map<String, List<String>> form, String name) {
        var values = form.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw invalid("A parameter is given more than once"); // RFC 6749 section 3.2
        }
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    private static OAuthException refused() {
        return new OAuthException(OAuth2Error.INVALID_CLIENT, "Client authentication failed");
    }

    private static OAuthException invalid(String why) {
        return new OAuthException(OAuth2Error.INVALID_REQUEST, why);
    }
}
