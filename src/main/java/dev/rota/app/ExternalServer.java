package dev.rota.app;

import dev.rota.authentication.Audiences;
import dev.rota.authentication.CredentialKind;
import dev.rota.authentication.ExternalCredentials;
import dev.rota.database.Database;
import dev.rota.egress.ExtraAuthorities;
import dev.rota.http.Routes;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.external.ExternalIssuer;
import dev.rota.oauth.external.ExternalTokenVerifier;
import dev.rota.oauth.key.SignaturePool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An authorization server elsewhere, whose tokens alone count (security A26): nothing of it is served here and nothing is
 * passed on to it, so clients deal with it directly.
 */
final class ExternalServer implements AuthorizationServer {
    private static final long SETTLE_MS = 5_000;
    private static final int CONNECT_MS = 3_000;

    private final Vertx vertx;
    private final ExternalIssuer issuer;
    private final Database database;
    private final ExternalTokenVerifier verifier;

    ExternalServer(Ground ground, URI configured) {
        vertx = ground.vertx();
        var settings = ground.settings();
        var client = vertx.createHttpClient(options(settings.egress().authorities()));
        issuer = new ExternalIssuer(vertx, client, settings.external(), configured, ground.clock());
        database = ground.database();
        verifier = new ExternalTokenVerifier(issuer, SignaturePool.of(vertx), ground.clock());
    }

    /** The operator named this server, so it may be anywhere; what is fetched for strangers goes through the egress guard. */
    private static HttpClientOptions options(@Nullable ExtraAuthorities authorities) {
        var options = new HttpClientOptions().setConnectTimeout(CONNECT_MS).setKeepAlive(false);
        return authorities == null ? options : options.setTrustOptions(authorities.trust());
    }

    @Override
    public Optional<String> issuer() {
        return issuer.name();
    }

    @Override
    public CredentialKind accessTokens(Audiences audiences) {
        return new ExternalCredentials(database, verifier, audiences);
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
