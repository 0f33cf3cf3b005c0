package dev.rota.oauth.issuance;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.app.TestApplication;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuthEvents;
import dev.rota.audit.ValueHash;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.ProtectedResource;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.grant.AuditedGrants;
import dev.rota.oauth.grant.Codes;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.grant.RefreshTokens;
import dev.rota.oauth.key.KeyStore;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.key.SigningKeys;
import dev.rota.oauth.token.AccessTokens;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A node that has no room for another signature, beside one that has. */
class FullPoolTest {
    private static final TestServer SERVER = TestServer.start();
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final TestOrganization ORGANIZATION = SERVER.organization();
    private static final Client CLIENT = PEOPLE.client();
    private static final SignaturePool FULL = new SignaturePool() {
        @Override
        public <T> Future<T> run(Callable<T> work) {
            return Future.failedFuture(
                    new Failure.Unavailable(FailureCode.OVERLOADED, "Full", Duration.ofSeconds(2)).asException());
        }
    };
    private static final ProtectedResources RESOURCES = new ProtectedResources() {
        @Override
        public Optional<ProtectedResource> find(String uri) {
            return Optional.empty();
        }

        @Override
        public ProtectedResource usual() {
            throw new AssertionError("nothing names a resource here");
        }
    };

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a5_a_code_whose_token_cannot_be_signed_is_not_used_up() {
        var code = PEOPLE.code(ORGANIZATION.ownerId(), CLIENT);
        var request = new TokenRequest(
                CLIENT,
                Parameters.of(PEOPLE.redemption(code, CLIENT).entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey(), entry -> List.of(entry.getValue())))),
                TestOrganization.request());

        assertThatThrownBy(() -> await(codeGrant().decide(request)))
                .isInstanceOfSatisfying(FailureException.class, full -> assertThat(full.failure())
                        .isInstanceOf(Failure.Unavailable.class));
        assertThat(SERVER.database().ask("SELECT count(*) FROM rota.oauth_grant"))
                .containsExactly("0");

        var tokens = PEOPLE.redeem(code, CLIENT);
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(PEOPLE.call(tokens.json().getString("access_token")).status())
                .isEqualTo(200);
    }

    private static CodeGrant codeGrant() {
        var database = SERVER.own();
        var events = new AuthEvents(database);
        var keys = new SigningKeys(
                new KeyStore(database, TestApplication.signingKeys("11".repeat(32)), events), FULL, Clock.systemUTC());
        await(keys.start());
        var grants = new Grants();
        var audit = new AuditLog(SERVER.vertx(), database, new ValueHash(new byte[32]), size -> {});
        var decisions = new Decisions(
                events,
                new Clients(database, TestOrganization.PEPPERS),
                new RefreshTokens(TestOrganization.PEPPERS),
                new AccessTokens(keys, new Issuer(URI.create(PEOPLE.url(""))), Clock.systemUTC()));
        return new CodeGrant(
                database,
                new Codes(TestOrganization.PEPPERS),
                grants,
                new AuditedGrants(grants, audit),
                RESOURCES,
                decisions);
    }
}
