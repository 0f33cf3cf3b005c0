package dev.rota.oauth;

import static dev.rota.TestDatabase.await;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.rota.TestServer;
import dev.rota.app.TestApplication;
import dev.rota.audit.AuthEvents;
import dev.rota.identity.Scope;
import dev.rota.oauth.key.KeyStore;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.key.SigningKeys;
import dev.rota.oauth.token.AccessTokens;
import dev.rota.oauth.token.Subject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Another node of the authorization server beside a {@link TestServer}: same database, same keys. */
public final class TestGrants {
    public static final String CLIENT = "client-of-tests";

    private static final AtomicInteger MADE = new AtomicInteger();

    private final TestServer server;
    private final KeyStore store;
    private final SigningKeys keys;
    private final AccessTokens tokens;

    public TestGrants(TestServer server) {
        this.server = server;
        store = new KeyStore(server.own(), TestApplication.signingKeys("11".repeat(32)), new AuthEvents(server.own()));
        keys = new SigningKeys(store, SignaturePool.of(server.vertx()), Clock.systemUTC());
        await(keys.start());
        tokens = new AccessTokens(keys, new Issuer(URI.create(url(""))), Clock.systemUTC());
    }

    public String url(String path) {
        return "http://localhost:" + server.port() + path;
    }

    public KeyStore store() {
        return store;
    }

    public SigningKeys keys() {
        return keys;
    }

    /** A grant of {@code user} for the resource at {@code path}; its public id. */
    public String grant(long user, String path, Set<Scope> scopes) {
        return grant(user, null, null, path, scopes);
    }

    /** The same, for an agent of {@code organization} where one is named. */
    public String grant(long user, @Nullable Long organization, @Nullable Long agent, String path, Set<Scope> scopes) {
        var id = "grt_test" + MADE.incrementAndGet();
        var names = scopes.stream().map(Scope::wire).collect(Collectors.joining(","));
        server.database()
                .execute("INSERT INTO rota.oauth_grant (public_id, user_id, client_id, client_name, resource, scopes,"
                        + " agent_org_id, agent_id, expires_at) VALUES ('" + id + "', " + user + ", '" + CLIENT
                        + "', 'Tests', '" + url(path) + "', '{" + names + "}', " + organization + ", " + agent
                        + ", now() + interval '1 day')");
        return id;
    }

    /** An access token as the authorization server issues them. */
    public String token(Subject subject, String grant, String path, Set<Scope> scopes) {
        var origin = new AccessTokens.Origin(grant, Instant.now().plus(Duration.ofDays(1)));
        return await(tokens.issue(subject, CLIENT, origin, url(path), scopes)).token();
    }

    /** A token of any claims, well signed. */
    public String signed(JWTClaimsSet claims) {
        return await(keys.sign(claims));
    }
}
