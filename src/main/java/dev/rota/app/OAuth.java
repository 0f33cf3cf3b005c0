package dev.rota.app;

import dev.rota.audit.AuthEvents;
import dev.rota.authentication.Audiences;
import dev.rota.authentication.JwtCredentials;
import dev.rota.database.Database;
import dev.rota.http.Routes;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.client.ClientSettings;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.client.RegistrationRoutes;
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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our own authorization server: what it and the resource server are made of, and share. */
final class OAuth implements AuthorizationServer {
    private static final Logger LOG = LoggerFactory.getLogger(OAuth.class);
    private static final long RELOAD_MS = 60_000;

    private final Vertx vertx;
    private final Database database;
    private final URI publicUrl;
    private final Issuer issuer;
    private final SigningKeys signingKeys;
    private final AccessTokenVerifier verifier;
    private final List<Routes> routes;

    OAuth(Vertx vertx, Database database, Keys keys, AuthEvents events, ClientSettings clients, URI publicUrl) {
        this.vertx = vertx;
        this.database = database;
        this.publicUrl = publicUrl;
        issuer = new Issuer(publicUrl);
        var pool = SignaturePool.of(vertx);
        signingKeys = new SigningKeys(new KeyStore(database, keys.signingKeys(), events), pool, Clock.systemUTC());
        verifier = new AccessTokenVerifier(signingKeys, pool, issuer, Clock.systemUTC());
        routes = List.of(
                new KeySetRoutes(signingKeys),
                new RegistrationRoutes(
                        database, new Clients(database, keys.peppers()), events, clients, Clock.systemUTC()));
    }

    @Override
    public Optional<String> issuer() {
        return Optional.of(issuer.uri());
    }

    @Override
    public JwtCredentials accessTokens() {
        return new JwtCredentials(database, verifier, Audiences.ownOrTree(publicUrl, "/mcp"));
    }

    @Override
    public List<Routes> routes() {
        return routes;
    }

    /** Makes or loads the signing keys, and keeps them current from then on. */
    @Override
    public Future<Void> start() {
        return signingKeys
                .start()
                .onSuccess(started -> vertx.setPeriodic(RELOAD_MS, id -> signingKeys
                        .settle()
                        .onFailure(
                                problem -> LOG.warn("the signing keys stay as they are: {}", problem.getMessage()))));
    }
}
