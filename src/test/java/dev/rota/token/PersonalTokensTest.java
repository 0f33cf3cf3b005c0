package dev.rota.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code /me/tokens}: security C1, C4, C10 and C11 as a person meets them. */
@ExtendWith(EventLoopRule.class)
class PersonalTokensTest {
    private static TestServer server;
    private TestOrganization acme;
    private TestAdmin owner;
    private TestAdmin member;

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
        member = TestAdmin.member(server, acme);
    }

    @Test
    void a_token_is_for_tools_for_its_persons_tasks_and_for_ninety_days_unless_said() {
        var answer = member.post("/me/tokens", named("laptop"));
        assertThat(answer.status()).isEqualTo(201);
        var token = answer.json();
        assertThat(token.fieldNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "kind",
                        "name",
                        "token",
                        "hint",
                        "resource",
                        "scopes",
                        "assigned_only",
                        "created_at",
                        "expires_at");
        assertThat(token.getString("id")).startsWith("tok_");
        assertThat(token.getString("kind")).isEqualTo("user");
        assertThat(token.getString("resource")).isEqualTo("mcp");
        assertThat(token.getInstant("expires_at"))
                .isEqualTo(token.getInstant("created_at").plusSeconds(90 * 86_400));
        assertThat(token.getJsonArray("scopes"))
                .contains("tasks:write", "tasks:delete") // of what they have made
                .doesNotContain("audit:read", "tokens:write");
        assertThat(list(token.getString("token")).status()).isEqualTo(200);
        assertThat(TestAdmin.of(server, token.getString("token")).get("/me").status())
                .isEqualTo(401);
    }

    @Test
    void c1_a_secret_is_told_once() {
        var key = Map.of("Idempotency-Key", "once");
        var made = owner.post("/me/tokens", named("once"), key);
        assertThat(made.header("cache-control")).isEqualTo("no-store");
        var secret = made.json().getString("token");
        var id = made.json().getString("id");
        var again = owner.post("/me/tokens", named("once"), key);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
        assertThat(list(secret).status()).isEqualTo(200);
        assertThat(owner.delete("/me/tokens/" + id + "x").body()).doesNotContain(secret);
        for (var answer : List.of(again, owner.get("/me/tokens"), owner.get("/me/tokens/" + id))) {
            assertThat(answer.status()).isIn(200, 201);
            assertThat(answer.body()).contains(id).doesNotContain(secret).doesNotContain("\"token\"");
        }
        assertThat(everything()).contains("create_own_token").doesNotContain(secret.split("_", -1)[2]);
    }

    @Test
    void c4_a_token_lives_a_year_at_most_and_no_longer_than_an_organization_allows() {
        assertThat(owner.post("/me/tokens", named("a year").put("expires_in_days", 366))
                        .status())
                .isEqualTo(201);
        var refused = owner.post("/me/tokens", named("more").put("expires_in_days", 367));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().getString("code")).isEqualTo("expiry_too_long");
        policy("{\"max_token_days\": 30}");
        assertThat(code(owner.post("/me/tokens", named("more").put("expires_in_days", 31))))
                .isEqualTo("expiry_too_long");
        var usual = owner.post("/me/tokens", named("usual")).json();
        assertThat(usual.getInstant("expires_at"))
                .isEqualTo(usual.getInstant("created_at").plusSeconds(30 * 86_400));
        for (var never : List.of(0, -1)) {
            assertThat(owner.post("/me/tokens", named("never").put("expires_in_days", never))
                            .status())
                    .isEqualTo(422);
        }
    }

    @Test
    void c10_nobody_grants_a_scope_beyond_their_own_role() {
        var wanted = named("looks").put("scopes", new JsonArray().add("audit:read"));
        assertThat(code(member.post("/me/tokens", wanted))).isEqualTo("forbidden");
        var made = owner.post("/me/tokens", wanted.copy().put("scopes", new JsonArray().add("read:audit")));
        assertThat(made.json().getJsonArray("scopes")).containsExactly("audit:read");
        var unknown = owner.post("/me/tokens", named("odd").put("scopes", new JsonArray().add("tasks:paint")));
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/scopes/0");
        assertThat(owner.post("/me/tokens", named("odd").put("scopes", new JsonArray().add("members:write")))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void c10_an_admin_token_is_granted_no_more_than_what_it_was_made_with() {
        var narrow = acme.issue(
                OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Set.of(Scope.TOKENS_WRITE), "admin");
        var minting = TestAdmin.of(server, narrow.reveal());
        var made = minting.post("/me/tokens", named("admin").put("resource", "admin"))
                .json();
        assertThat(made.getJsonArray("scopes")).containsExactly("tokens:write");
        assertThat(made.containsKey("assigned_only")).isFalse();
        assertThat(code(minting.post(
                        "/me/tokens",
                        named("more").put("resource", "admin").put("scopes", new JsonArray().add("members:write")))))
                .isEqualTo("insufficient_scope");
        assertThat(code(minting.post(
                        "/me/tokens",
                        named("limited").put("resource", "admin").put("projects", new JsonArray().add("DEV")))))
                .isEqualTo("validation_failed");
    }

    @Test
    void c10_a_token_reaches_no_organization_that_what_it_was_made_with_does_not() {
        var other = server.organization();
        join(other, acme.ownerId());
        var limited =
                acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin");
        server.database()
                .execute("UPDATE rota.api_token SET organizations = ARRAY[" + acme.id() + "] WHERE hint = '"
                        + limited.hint() + "'");
        var made = TestAdmin.of(server, limited.reveal())
                .post("/me/tokens", named("within").put("resource", "admin"))
                .json();
        assertThat(TestAdmin.of(server, made.getString("token")).get("/me").body())
                .contains(acme.slug())
                .doesNotContain(other.slug());
        var wide =
                owner.post("/me/tokens", named("wide").put("resource", "admin")).json();
        assertThat(TestAdmin.of(server, wide.getString("token")).get("/me").body())
                .contains(acme.slug(), other.slug());
    }

    @Test
    void c10_an_organization_may_take_no_personal_tokens() {
        policy("{\"mcp_create\": false}");
        assertThat(code(owner.post("/me/tokens", named("none")))).isEqualTo("forbidden");
        join(server.organization(), acme.ownerId());
        assertThat(owner.post("/me/tokens", named("elsewhere")).status()).isEqualTo(201);
    }

    @Test
    void a_token_may_be_limited_to_projects_and_to_reading() {
        var made = owner.post(
                        "/me/tokens",
                        named("limited")
                                .put("projects", new JsonArray().add("dev"))
                                .put("assigned_only", false)
                                .put("read_only", true))
                .json();
        assertThat(made.getJsonArray("projects")).containsExactly("DEV");
        assertThat(made.getBoolean("read_only")).isTrue();
        var unknown = owner.post(
                "/me/tokens",
                named("no").put("projects", new JsonArray().add("DEV").add("NIX")));
        assertThat(unknown.json().getJsonArray("errors").getJsonObject(0).getString("pointer"))
                .isEqualTo("/projects/1");
    }

    @Test
    void c11_a_person_has_at_most_fifty_also_when_they_ask_at_once() throws Exception {
        var live = count();
        for (var n = live; n < 49; n++) {
            assertThat(owner.post("/me/tokens", named("number " + n)).status()).isEqualTo(201);
        }
        var pool = Executors.newFixedThreadPool(6);
        try {
            var calls = new ArrayList<Callable<Integer>>();
            for (var n = 0; n < 6; n++) {
                var name = "last " + n;
                calls.add(() -> owner.post("/me/tokens", named(name)).status());
            }
            var statuses = new ArrayList<Integer>();
            for (var call : pool.invokeAll(calls, 30, TimeUnit.SECONDS)) {
                statuses.add(call.get());
            }
            assertThat(statuses).containsOnlyOnce(201).contains(422);
        } finally {
            pool.shutdownNow();
        }
        assertThat(count()).isEqualTo(50);
        assertThat(code(owner.post("/me/tokens", named("one more")))).isEqualTo("too_many_tokens");
        var first = owner.get("/me/tokens?limit=1").json().getJsonArray("items").getJsonObject(0);
        assertThat(owner.delete("/me/tokens/" + first.getString("id")).status()).isEqualTo(204);
        assertThat(owner.post("/me/tokens", named("one more")).status()).isEqualTo(201);
    }

    @Test
    void c11_names_are_unique_among_an_owners_tokens_that_count() {
        var made = owner.post("/me/tokens", named("ci")).json();
        assertThat(code(owner.post("/me/tokens", named(" ci\u200B ")))).isEqualTo("already_exists");
        assertThat(member.post("/me/tokens", named("ci")).status()).isEqualTo(201);
        server.database()
                .execute("UPDATE rota.api_token SET created_at = now() - interval '2 days', expires_at = now()"
                        + " WHERE public_id = '" + made.getString("id") + "'");
        var again = owner.post("/me/tokens", named("ci"));
        assertThat(again.status()).isEqualTo(201);
        assertThat(owner.delete("/me/tokens/" + again.json().getString("id")).status())
                .isEqualTo(204);
        assertThat(owner.post("/me/tokens", named("ci")).status()).isEqualTo(201);
    }

    @Test
    void what_is_ended_or_anothers_is_as_absent() {
        var made = owner.post("/me/tokens", named("gone")).json();
        var path = "/me/tokens/" + made.getString("id");
        var absent = member.get("/me/tokens/tok_absent");
        assertThat(member.get(path)).isEqualTo(absent);
        assertThat(member.delete(path).status()).isEqualTo(404);
        assertThat(owner.delete(path).status()).isEqualTo(204);
        assertThat(list(made.getString("token")).status()).isEqualTo(401);
        assertThat(owner.get(path)).isEqualTo(absent);
        assertThat(owner.delete(path).status()).isEqualTo(404);
        assertThat(owner.get("/me/tokens/%00")).isEqualTo(absent);
    }

    @Test
    void c8_a_list_tells_when_a_token_was_last_used() {
        var made = owner.post("/me/tokens", named("used")).json();
        var path = "/me/tokens/" + made.getString("id");
        assertThat(owner.get(path).json().containsKey("last_used_at")).isFalse();
        assertThat(list(made.getString("token")).status()).isEqualTo(200);
        var deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!owner.get(path).json().containsKey("last_used_at")) {
            assertThat(System.nanoTime()).isLessThan(deadlineNanos);
        }
    }

    private static JsonObject named(String name) {
        return new JsonObject().put("name", name);
    }

    private static String code(Answer answer) {
        return answer.json().getString("code");
    }

    private static Answer list(String token) {
        return server.mcp("/mcp", OpaqueToken.parse(token).orElseThrow(), "tools/list", new JsonObject());
    }

    private void policy(String policy) {
        server.database()
                .execute("UPDATE rota.organization SET policy = policy || '" + policy + "' WHERE id = " + acme.id());
    }

    private static void join(TestOrganization organization, long user) {
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + organization.id() + ", "
                        + user + ", 'member')");
    }

    private int count() {
        return Integer.parseInt(server.database()
                .ask("SELECT count(*) FROM rota.api_token WHERE home_org_id IS NULL AND revoked_at IS NULL AND"
                        + " expires_at > now() AND user_id = " + acme.ownerId())
                .get(0));
    }

    private static String everything() {
        var all = new StringBuilder();
        var tables = server.database()
                .ask(
                        "SELECT relname FROM pg_class WHERE relnamespace = 'rota'::regnamespace AND relkind IN ('r', 'p')");
        for (var table : tables) {
            server.database().ask("SELECT t::text FROM rota." + table + " t").forEach(row -> all.append(row)
                    .append('\n'));
        }
        return all.toString();
    }
}
