package dev.rota.organization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Making and changing organizations over the admin API. */
@ExtendWith(EventLoopRule.class)
class OrganizationsTest {
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
    void found() {
        acme = server.organization();
        owner = TestAdmin.owner(server, acme);
    }

    private String path() {
        return "/organizations/" + acme.slug();
    }

    private static JsonObject named(String slug) {
        return new JsonObject().put("slug", slug).put("name", "Some " + slug);
    }

    private Answer policy(TestAdmin by, String json) {
        return by.patch(path(), new JsonObject().put("policy", new JsonObject(json)));
    }

    private static String field(Answer answer) {
        return answer.json().getJsonArray("errors").getJsonObject(0).getString("pointer");
    }

    @Test
    void somebody_who_belongs_nowhere_makes_an_organization_and_owns_it() {
        var person = TestMembers.person(server, "founder@example.org");
        var founder = TestAdmin.of(server, acme, person);
        var made = founder.post("/organizations", named("founded"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().getString("slug")).isEqualTo("founded");
        assertThat(made.json().getInteger("version")).isEqualTo(1);
        assertThat(made.json().getString("created_at")).endsWith("Z");
        var read = founder.get("/organizations/founded");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json().getString("role")).isEqualTo("owner");
        assertThat(founder.get("/organizations/founded/roles").json().getJsonArray("items"))
                .hasSize(3);
        assertThat(server.database()
                        .ask(
                                "SELECT action || ' ' || actor_id FROM rota.audit_event e JOIN rota.organization o ON o.id = e.org_id"
                                        + " WHERE o.slug = 'founded' AND e.action = 'create_organization'"))
                .containsExactly("create_organization " + person);
    }

    @Test
    void the_event_of_a_new_organization_stands_in_no_other_log() {
        assertThat(owner.post("/organizations", named("second-of-" + acme.slug()))
                        .status())
                .isEqualTo(201);
        assertThat(TestMembers.logged(server, acme, "create_organization")).isEmpty();
    }

    @Test
    void a_creation_that_is_repeated_with_its_key_makes_nothing_more() {
        var headers = Map.of("Idempotency-Key", "once");
        var slug = "kept-of-" + acme.slug();
        var first = owner.post("/organizations", named(slug), headers);
        var again = owner.post("/organizations", named(slug), headers);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
    }

    @Test
    void a_slug_is_unique() {
        var taken = owner.post("/organizations", named(acme.slug()));
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.json().getString("code")).isEqualTo("already_exists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42", "007", "-a", "Acme", "a b", "a/b", "ä"})
    void a_slug_is_no_number_and_fits_in_urls(String slug) {
        var answer = owner.post("/organizations", named(slug));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(field(answer)).isEqualTo("/slug");
    }

    @Test
    void m5_what_is_not_to_be_set_is_refused_by_name() {
        for (var field : new String[] {"id", "org_id", "role", "created_by", "version", "policy"}) {
            var answer = owner.post("/organizations", named("m5").put(field, 1));
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.json().getString("code")).isEqualTo("unknown_field");
            assertThat(field(answer)).isEqualTo("/" + field);
        }
        for (var field : new String[] {"id", "slug", "org_id", "version", "deleted_at", "default_project_id"}) {
            var answer = owner.patch(path(), new JsonObject().put(field, 1));
            assertThat(answer.json().getString("code")).isEqualTo("unknown_field");
        }
        var unknown = policy(owner, "{\"everything\": true}");
        assertThat(unknown.json().getString("code")).isEqualTo("unknown_field");
        assertThat(field(unknown)).isEqualTo("/policy/everything");
    }

    @Test
    void name_and_default_project_change_with_the_version() {
        var etag = owner.get(path()).header("etag");
        var body = new JsonObject().put("name", " New\u200b name ").put("default_project", "OPS");
        var changed = owner.patch(path(), body, Map.of("If-Match", etag));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().getString("name")).isEqualTo("New name");
        assertThat(changed.json().getString("default_project")).isEqualTo("OPS");
        assertThat(changed.header("etag")).isNotEqualTo(etag);
        assertThat(owner.patch(path(), body, Map.of("If-Match", etag)).status()).isEqualTo(412);
        assertThat(owner.patch(path(), body).header("etag")).isEqualTo(changed.header("etag"));
        assertThat(TestMembers.logged(server, acme, "change_organization")).startsWith("ok organization");
    }

    @Test
    void a_default_project_is_one_of_the_organizations() {
        var answer = owner.patch(path(), new JsonObject().put("default_project", "NONE"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(field(answer)).isEqualTo("/default_project");
    }

    @Test
    void policy_keys_merge_and_null_makes_one_the_default_again() {
        assertThat(policy(owner, "{\"max_claims\": 7, \"dialects\": {\"work-x\": false}}")
                        .status())
                .isEqualTo(200);
        var merged = policy(owner, "{\"require_version\": true, \"dialects\": {\"five-tool\": false}}")
                .json()
                .getJsonObject("policy");
        assertThat(merged.getInteger("max_claims")).isEqualTo(7);
        assertThat(merged.getBoolean("require_version")).isTrue();
        assertThat(merged.getJsonObject("dialects").fieldNames()).containsExactlyInAnyOrder("work-x", "five-tool");
        var without = policy(owner, "{\"max_claims\": null, \"dialects\": null}")
                .json()
                .getJsonObject("policy");
        assertThat(without.containsKey("max_claims")).isFalse();
        assertThat(without.containsKey("dialects")).isFalse();
        assertThat(without.getBoolean("require_version")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"max_response_tokens\": 499}",
                "{\"max_response_tokens\": 20001}",
                "{\"max_token_days\": 0}",
                "{\"max_token_days\": 367}",
                "{\"max_claims\": 101}",
                "{\"calls_per_minute\": 1}",
                "{\"model_usd_per_day\": -1}",
                "{\"model_usd_per_month\": 1000000}",
                "{\"model_usd_per_day\": \"much\"}",
                "{\"mcp_create\": \"no\"}",
                "{\"dialects\": {\"work-x\": 1}}",
                "{\"complexity_rules\": {\"simple\": \"typo\"}}"
            })
    void a_policy_has_bounds(String json) {
        assertThat(policy(owner, json).json().getString("code")).isEqualTo("validation_failed");
    }

    @Test
    void complexity_rules_are_kept() {
        var rules = new JsonObject().put("critical", new JsonArray().add("(?i)payment"));
        var kept = owner.patch(path(), new JsonObject().put("policy", new JsonObject().put("complexity_rules", rules)));
        assertThat(kept.json().getJsonObject("policy").getJsonObject("complexity_rules"))
                .isEqualTo(rules);
    }

    @Test
    void m4_which_credentials_count_is_for_owners_to_decide() {
        var admin = TestMembers.admin(server, acme, "admin");
        assertThat(policy(admin, "{\"max_claims\": 5}").status()).isEqualTo(200);
        for (var json : new String[] {
            "{\"mcp_create\": false}",
            "{\"query_tokens\": false}",
            "{\"max_token_days\": 30}",
            "{\"dialects\": {\"work-x\": false}}"
        }) {
            assertThat(policy(admin, json).status()).as(json).isEqualTo(403);
            assertThat(policy(owner, json).status()).as(json).isEqualTo(200);
        }
        assertThat(policy(TestAdmin.member(server, acme), "{\"max_claims\": 5}").status())
                .isEqualTo(403);
    }
}
