package dev.rota.app;

import dev.rota.authentication.Audiences;
import dev.rota.authentication.JwtCredentials;
import dev.rota.egress.Egress;
import dev.rota.http.Routes;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.StrangerLimits;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.ClientDocuments;
import dev.rota.oauth.client.ClientIdUrl;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.client.RedirectUris;
import dev.rota.oauth.key.KeySetRoutes;
import dev.rota.oauth.key.KeyStore;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.key.SigningKeys;
import dev.rota.oauth.token.AccessTokenVerifier;
import dev.rota.oauth.upstream.Providers;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Our own authorization server: what it and the resource server are made of, and share. */
final class OAuth implements AuthorizationServer {
    private static final Logger LOG = LoggerFactory.getLogger(OAuth.class);
    private static final long RELOAD_MS = 60_000;
    private static final long SETTLE_MS = 5_000;

    private final Ground ground;
    private final Issuer issuer;
    private final SignaturePool pool;
    private final SigningKeys signingKeys;
    private final AccessTokenVerifier verifier;
    private final Providers providers;

    OAuth(Ground ground) {
        this.ground = ground;
        issuer = new Issuer(ground.publicUrl());
        pool = SignaturePool.of(ground.vertx());
        var store = new KeyStore(ground.database(), ground.keys().signingKeys(), ground.events());
        signingKeys = new SigningKeys(store, pool, ground.clock());
        verifier = new AccessTokenVerifier(signingKeys, pool, issuer, ground.clock());
        var settings = ground.settings();
        providers = new Providers(
                ground.vertx(), settings.upstream(), settings.egress().authorities(), issuer, pool, ground.clock());
    }

    @Override
    public Optional<String> issuer() {
        return Optional.of(issuer.uri());
    }

    @Override
    public JwtCredentials accessTokens(Audiences audiences) {
        return new JwtCredentials(ground.database(), verifier, audiences);
    }

    @Override
    public List<Routes> routes(ProtectedResources resources) {
        var clients = new Clients(ground.database(), ground.keys().peppers());
        var routes = new ArrayList<Routes>();
        routes.add(new KeySetRoutes(signingKeys));
        var documents = documents(clients);
        var limits = new StrangerLimits(ground.settings().endpoints());
        var signIn = new SignIn(ground, clients, (id, user) -> lookUp(clients, documents, id, user), limits, providers);
        routes.addAll(signIn.routes());
        routes.addAll(
                new ClientEndpoints(ground, signingKeys, pool, verifier, documents, resources, limits, signIn.pages())
                        .routes());
        return routes;
    }

    /** Makes or loads the signing keys, and keeps them current from then on. */
    @Override
    public Future<Void> start() {
        providers.settle();
        ground.vertx().setPeriodic(SETTLE_MS, id -> providers.settle());
        return signingKeys.start().onSuccess(started -> ground.vertx().setPeriodic(RELOAD_MS, id -> signingKeys
                .settle()
                .onFailure(problem -> LOG.warn("the signing keys stay as they are: {}", problem.getMessage()))));
    }

    private static Future<Optional<Client>> lookUp(Clients clients, ClientDocuments documents, String id, long user) {
        return ClientIdUrl.isMeant(id) ? documents.find(id, user).map(Optional::of) : clients.find(id);
    }

    /** Clients as their own documents describe them; fetched by two clients of their own, for documents and for keys. */
    private ClientDocuments documents(Clients clients) {
        var settings = ground.settings();
        return new ClientDocuments(
                clients,
                new RedirectUris(settings.clients().redirectSchemes()),
                new Egress(ground.vertx(), settings.egress(), ground.publicUrl()),
                new Egress(ground.vertx(), settings.egress(), ground.publicUrl()));
    }
}
