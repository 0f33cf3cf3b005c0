package dev.rota.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Security C7: a successor, and a predecessor that counts for as long as the caller says. */
@ExtendWith(EventLoopRule.class)
class TokenRotationTest {
    private static TestServer server;
    private TestOrganization acme;
    private TestAdmin owner;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void organization() {
        acme = server.organization();
        owner = TestAdmin.owner(server, acme);
    }

    @Test
    void c7_without_an_overlap_the_old_token_is_over_at_once() {
        var old = own("laptop");
        var answer = rotate("/me/tokens/", old, 0);
        assertThat(answer.status()).isEqualTo(201);
        var successor = answer.json();
        assertThat(successor.getString("replaces")).isEqualTo(old.getString("id"));
        assertThat(successor.getString("name")).isEqualTo("laptop");
        assertThat(successor.getJsonArray("scopes")).isEqualTo(old.getJsonArray("scopes"));
        assertThat(successor.getBoolean("assigned_only")).isTrue();
        assertThat(use(old)).isEqualTo(401);
        assertThat(use(successor)).isEqualTo(200);
        assertThat(owner.get("/me/tokens").body()).doesNotContain("\"" + old.getString("id") + "\",\"kind\"");
    }

    @Test
    void c7_with_an_overlap_both_count_until_the_databases_clock_has_passed_it() {
        var old = own("laptop");
        var successor = rotate("/me/tokens/", old, 3_600).json();
        assertThat(use(old)).isEqualTo(200);
        assertThat(use(successor)).isEqualTo(200);
        assertThat(ask("expires_at = retired_at + interval '1 hour'", old)).isEqualTo("t");
        set("expires_at = clock_timestamp() + interval '1 hour'", old);
        assertThat(use(old)).isEqualTo(200);
        set("expires_at = now()", old); // the boundary itself is past it
        assertThat(use(old)).isEqualTo(401);
        assertThat(use(successor)).isEqualTo(200);
    }

    @Test
    void c7_an_overlap_lets_nothing_live_longer_than_it_would_have() {
        var old = own("laptop");
        set("expires_at = now() + interval '10 minutes'", old);
        var before = ask("expires_at", old);
        assertThat(rotate("/me/tokens/", old, 86_400).status()).isEqualTo(201);
        assertThat(ask("expires_at", old)).isEqualTo(before);
        var another = own("another");
        assertThat(rotate("/me/tokens/", another, 86_401).status()).isEqualTo(422);
        assertThat(rotate("/me/tokens/", another, -1).status()).isEqualTo(422);
        assertThat(use(another)).isEqualTo(200);
    }

    @Test
    void c7_a_token_has_one_successor() {
        var old = own("laptop");
        assertThat(rotate("/me/tokens/", old, 60).status()).isEqualTo(201);
        assertThat(rotate("/me/tokens/", old, 60).json().getString("code")).isEqualTo("already_exists");
        assertThat(owner.delete("/me/tokens/" + old.getString("id")).status()).isEqualTo(204);
        assertThat(rotate("/me/tokens/", old, 60).status()).isEqualTo(404);
    }

    @Test
    void c7_c10_a_successor_is_granted_only_what_the_caller_may_grant_now() {
        var old = owner.post(
                        "/me/tokens",
                        new JsonObject().put("name", "looks").put("scopes", new JsonArray().add("audit:read")))
                .json();
        server.database().execute("UPDATE rota.membership SET role = 'member' WHERE user_id = " + acme.ownerId());
        assertThat(rotate("/me/tokens/", old, 0).json().getString("code")).isEqualTo("forbidden");
        assertThat(use(old)).isEqualTo(200);
    }

    @Test
    void c7_tokens_of_the_organization_and_keys_of_agents_rotate_too() {
        var base = "/organizations/" + acme.slug();
        var token = owner.post(
                        base + "/tokens",
                        new JsonObject().put("name", "ci").put("scopes", new JsonArray().add("read:tasks")))
                .json();
        var key = owner.post(
                        base + "/agent-keys",
                        new JsonObject().put("name", "bot").put("permissions", new JsonArray().add("read")))
                .json();
        var nextToken = rotate(base + "/tokens/", token, 60).json();
        var nextKey = rotate(base + "/agent-keys/", key, 0).json();
        assertThat(nextToken.getString("kind")).isEqualTo("org");
        assertThat(nextKey.getJsonObject("agent")).isEqualTo(key.getJsonObject("agent"));
        assertThat(nextKey.getJsonArray("permissions")).isEqualTo(new JsonArray().add("read"));
        assertThat(use(token)).isEqualTo(200);
        assertThat(use(key)).isEqualTo(401);
        assertThat(use(nextToken)).isEqualTo(200);
        assertThat(use(nextKey)).isEqualTo(200);
    }

    private JsonObject own(String name) {
        var made = owner.post("/me/tokens", new JsonObject().put("name", name));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return made.json();
    }

    private Answer rotate(String path, JsonObject token, int overlap) {
        return owner.post(path + token.getString("id") + "/rotate", new JsonObject().put("overlap_seconds", overlap));
    }

    private static int use(JsonObject token) {
        var secret = OpaqueToken.parse(token.getString("token")).orElseThrow();
        return server.mcp("/mcp", secret, "tools/list", new JsonObject()).status();
    }

    private static void set(String columns, JsonObject token) {
        server.database()
                .execute("UPDATE rota.api_token SET " + columns + " WHERE public_id = '" + token.getString("id") + "'");
    }

    private static String ask(String what, JsonObject token) {
        return server.database()
                .ask("SELECT " + what + " FROM rota.api_token WHERE public_id = '" + token.getString("id") + "'")
                .get(0);
    }
}
