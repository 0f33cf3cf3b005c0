package dev.rota.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestAdmin;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.execution.TestModels;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Model endpoints over the admin API. */
class ModelEndpointsTest {
    private static TestServer server;
    private static TestModels models;

    private TestOrganization acme;
    private TestAdmin owner;
    private String path;

    @BeforeAll
    static void start() {
        models = new TestModels();
        server = TestServer.start(TestDatabase.create(), Map.of("rota.egress.allow", "127.0.0.1"));
    }

    @AfterAll
    static void stop() {
        server.close();
        models.close();
    }

    @BeforeEach
    void organization() {
        acme = server.organization();
        owner = TestAdmin.owner(server, acme);
        path = "/organizations/" + acme.slug() + "/models";
    }

    private JsonObject body() {
        return new JsonObject()
                .put("name", "local")
                .put("provider", "ollama")
                .put("base_url", models.baseUrl("ollama"))
                .put("models", new JsonArray().add("qwen3").add("absent"))
                .put("secret", "the-secret-of-acme");
    }

    @Test
    void an_endpoint_is_made_read_changed_and_deleted() {
        var made = owner.post(path, body().put("usd_per_day", 2.5));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().getInteger("concurrency")).isEqualTo(2);
        assertThat(made.json().getDouble("usd_per_day")).isEqualTo(2.5);
        assertThat(owner.post(path, body()).json().getString("code")).isEqualTo("already_exists");
        assertThat(owner.get(path).json().getJsonArray("items")).hasSize(1);

        var change = new JsonObject()
                .putNull("usd_per_day")
                .put("price_output_usd", 0.1234567)
                .put("models", new JsonArray().add("qwen3"));
        var stale = owner.patch(path + "/local", change, Map.of("If-Match", "\"7\""));
        assertThat(stale.status()).isEqualTo(412);
        var changed = owner.patch(path + "/local", change, Map.of("If-Match", "\"1\""));
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
        assertThat(changed.json().containsKey("usd_per_day")).isFalse();
        assertThat(changed.json().getDouble("price_output_usd")).isEqualTo(0.123457);
        assertThat(changed.json().getInteger("version")).isEqualTo(2);

        assertThat(owner.delete(path + "/local").status()).isEqualTo(204);
        assertThat(owner.get(path + "/local").status()).isEqualTo(404);
    }

    @Test
    void s2_the_secret_is_sealed_and_never_told_again() {
        var made = owner.post(path, body());
        assertThat(made.json().getBoolean("has_secret")).isTrue();
        var told = made.body()
                + owner.get(path).body()
                + owner.get(path + "/local").body();
        assertThat(told).doesNotContain("the-secret-of-acme");
        assertThat(server.database()
                        .ask("SELECT position('the-secret-of-acme'::bytea IN secret_sealed) FROM rota.model_endpoint"
                                + " WHERE org_id = " + acme.id()))
                .containsExactly("0");
        var without = owner.patch(path + "/local", new JsonObject().putNull("secret"));
        assertThat(without.json().getBoolean("has_secret")).isFalse();
    }

    @Test
    void s2_whoever_sends_requests_elsewhere_does_not_take_the_secret_along() {
        owner.post(path, body());
        var elsewhere = new JsonObject().put("base_url", "https://elsewhere.example");
        var refused = owner.patch(path + "/local", elsewhere);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("secret");
        assertThat(owner.patch(path + "/local", elsewhere.copy().put("secret", "another"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_url_must_name_a_host() {
        for (var url : new String[] {"http://:80", "https://a:99999", "http://a:0/x"}) {
            assertThat(owner.post(path, body().put("base_url", url)).status())
                    .as(url)
                    .isEqualTo(422);
        }
    }

    @Test
    void an_endpoint_is_tested_by_what_its_server_says_it_has() {
        owner.post(path, body());
        var well = owner.send("POST", path + "/local/test", null, Map.of()).json();
        assertThat(well.getBoolean("ok")).isTrue();
        assertThat(well.getJsonArray("models")).containsExactly("qwen3:latest");
        assertThat(well.getJsonArray("missing")).containsExactly("absent");

        owner.post(
                path, body().put("name", "paid").put("provider", "openai").put("base_url", models.baseUrl("openai")));
        assertThat(owner.send("POST", path + "/paid/test", null, Map.of())
                        .json()
                        .getJsonArray("models"))
                .containsExactly("big");

        owner.post(path, body().put("name", "inside").put("base_url", "http://10.255.255.1"));
        var refused = owner.send("POST", path + "/inside/test", null, Map.of()).json();
        assertThat(refused.getBoolean("ok")).isFalse();
        assertThat(refused.getString("error")).isEqualTo("not_allowed");
        assertThat(owner.send("POST", path + "/nothing/test", null, Map.of()).status())
                .isEqualTo(404);
    }

    @Test
    void members_see_endpoints_and_change_none() {
        owner.post(path, body());
        var member = TestAdmin.member(server, acme);
        assertThat(member.get(path).status()).isEqualTo(200);
        assertThat(member.delete(path + "/local").status()).isEqualTo(403);
        assertThat(member.post(path, body()).status()).isEqualTo(403);
    }
}
