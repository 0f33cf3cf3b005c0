package dev.rota.app;

import dev.rota.authentication.Audiences;
import dev.rota.authentication.CredentialKind;
import dev.rota.authentication.ExternalCredentials;
import dev.rota.http.Routes;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.external.ExternalIssuer;
import dev.rota.oauth.external.ExternalTokenVerifier;
import dev.rota.oauth.key.SignaturePool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * An authorization server elsewhere, whose tokens alone count (security A26): nothing of it is served here and nothing is
 * passed on to it, so clients deal with it directly.
 */
final class ExternalServer implements AuthorizationServer {
    private static final long SETTLE_MS = 5_000;
    private static final int CONNECT_MS = 3_000;

    private final Vertx vertx;
    private final ExternalIssuer issuer;
    private final CredentialKind accessTokens;

    ExternalServer(Ground ground, URI configured) {
        vertx = ground.vertx();
        var client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MS).setKeepAlive(false));
        issuer = new ExternalIssuer(vertx, client, ground.settings().external(), configured, Clock.systemUTC());
        accessTokens = new ExternalCredentials(
                ground.database(),
                new ExternalTokenVerifier(issuer, SignaturePool.of(vertx), Clock.systemUTC()),
                Audiences.ownOrTree(ground.publicUrl(), "/mcp"));
    }

    @Override
    public Optional<String> issuer() {
        return issuer.name();
    }

    @Override
    public CredentialKind accessTokens() {
        return accessTokens;
    }

    @Override
    public List<Routes> routes(ProtectedResources resources) {
        return List.of();
    }

    /** Waits for nothing: this server serves what it can while the other one is away. */
    @Override
    public Future<Void> start() {
        issuer.settle();
        vertx.setPeriodic(SETTLE_MS, id -> issuer.settle());
        return Future.succeededFuture();
    }
}
