package dev.rota.oauth.client;

import static dev.rota.oauth.client.TestDocuments.document;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.egress.TestAuthority;
import dev.rota.egress.TestSite;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.token.OpaqueToken;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Clients with a metadata document at a running server, whose settings say where it may fetch one. */
class ServedClientsTest {
    private static final TestAuthority AUTHORITY = TestAuthority.of();
    private static final TestSite SITE = new TestSite(AUTHORITY);
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final TestServer SERVER = TestServer.start(
            DATABASE,
            Map.of(
                    "rota.egress.allow",
                    "127.0.0.0/8",
                    "rota.egress.ca-file",
                    AUTHORITY.certificates().toString()));
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);

    @AfterAll
    static void close() {
        SERVER.close();
        SITE.close();
    }

    @Test
    void o7_a_client_is_its_document_from_the_code_to_the_refreshed_token() {
        var client = published("/editor.json");

        var tokens = PEOPLE.grant(SERVER.organization().ownerId(), client);

        assertThat(PEOPLE.call(tokens.getString("access_token")).status()).isEqualTo(200);
        var refreshed = PEOPLE.refresh(tokens.getString("refresh_token"), client);
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(PEOPLE.call(refreshed.json().getString("access_token")).status())
                .isEqualTo(200);
        assertThat(SITE.requests("/editor.json")).isEqualTo(1);
    }

    @Test
    void a20_a_request_without_a_persons_code_has_nothing_fetched() {
        var client = published("/unasked.json");

        var answer = PEOPLE.redeem(TestAuthorizations.random(OpaqueToken.Kind.CODE), client);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().getString("error")).isEqualTo("invalid_client");
        assertThat(SITE.requests("/unasked.json")).isZero();
    }

    @Test
    void a20_an_id_that_no_document_may_have_is_refused_before_anybody_signs_in() {
        for (var id : List.of("https://localhost/", "https://a%40b.example/c", "https://a.example/../c")) {
            var request = Map.of("response_type", "code", "client_id", id, "redirect_uri", "http://localhost/callback");

            var page = PEOPLE.post("/auth/authorize", request, null);

            assertThat(page.status()).isEqualTo(400);
            assertThat(page.body()).contains("A client_id that is a URL");
        }
    }

    @Test
    void a20_a_site_that_is_away_is_told_from_a_client_that_is_none() {
        var client = client("/away.json");
        SITE.page("/away.json", request -> request.response().setStatusCode(503).end());

        var answer = PEOPLE.redeem(PEOPLE.code(SERVER.organization().ownerId(), client), client);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().getString("error")).isEqualTo("temporarily_unavailable");
        assertThat(answer.header("retry-after")).isEqualTo("10");
    }

    @Test
    void w4_a_server_without_the_settings_does_not_go_there() {
        try (var guarded = TestServer.start(TestDatabase.create(), Map.of())) {
            var people = new TestAuthorizations(guarded);
            var client = published("/inside.json");
            var before = SITE.connections();

            var answer = people.redeem(people.code(guarded.organization().ownerId(), client), client);

            assertThat(answer.status()).isEqualTo(401);
            assertThat(SITE.connections()).isEqualTo(before);
        }
    }

    private static Client published(String path) {
        var url = SITE.url(path);
        SITE.page(path, request -> request.response()
                .putHeader("Content-Type", "application/json")
                .end(document(url).encode()));
        return client(path);
    }

    /** As a person saw it who agreed. */
    private static Client client(String path) {
        return new Client(
                SITE.url(path),
                Client.Kind.METADATA,
                "An Editor",
                List.of("http://localhost/callback"),
                Set.of(Client.AUTHORIZATION_CODE, Client.REFRESH_TOKEN),
                AuthenticationMethod.NONE,
                null,
                null,
                null);
    }
}
