package dev.rota.app;

import dev.rota.audit.AuthEvents;
import dev.rota.authentication.Audiences;
import dev.rota.authentication.JwtCredentials;
import dev.rota.database.Database;
import dev.rota.http.Routes;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.key.KeySetRoutes;
import dev.rota.oauth.key.KeyStore;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.key.SigningKeys;
import dev.rota.oauth.token.AccessTokenVerifier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the authorization server and the resource server are made of, and share. */
final class OAuth {
    private static final Logger LOG = LoggerFactory.getLogger(OAuth.class);
    private static final long RELOAD_MS = 60_000;

    private final Vertx vertx;
    private final Database database;
    private final URI publicUrl;
    private final SigningKeys signingKeys;
    private final AccessTokenVerifier verifier;

    OAuth(Vertx vertx, Database database, Keys keys, AuthEvents events, URI publicUrl) {
        this.vertx = vertx;
        this.database = database;
        this.publicUrl = publicUrl;
        var pool = SignaturePool.of(vertx);
        signingKeys = new SigningKeys(new KeyStore(database, keys.signingKeys(), events), pool, Clock.systemUTC());
        verifier = new AccessTokenVerifier(signingKeys, pool, new Issuer(publicUrl), Clock.systemUTC());
    }

    /** Access tokens at MCP paths that share the audience of {@code /mcp}. */
    JwtCredentials accessTokens() {
        return new JwtCredentials(database, verifier, Audiences.ownOrTree(publicUrl, "/mcp"));
    }

    /** Access tokens at paths of whose own audience they must be. */
    JwtCredentials accessTokensOfPath() {
        return new JwtCredentials(database, verifier, Audiences.own(publicUrl));
    }

    List<Routes> routes() {
        return List.of(new KeySetRoutes(signingKeys));
    }

    /** Makes or loads the signing keys, and keeps them current from then on. */
    Future<Void> start() {
        return signingKeys
                .start()
                .onSuccess(started -> vertx.setPeriodic(RELOAD_MS, id -> signingKeys
                        .settle()
                        .onFailure(
                                problem -> LOG.warn("the signing keys stay as they are: {}", problem.getMessage()))));
    }
}
