package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestAdmin;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.cli.Commands;
import dev.rota.execution.TestModels;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security S6: the encryption key is replaced as OPERATIONS.md says, and nobody notices. */
class EncryptionKeyTest {
    private static final String OLD = "11".repeat(32);
    private static final String NEW = "22".repeat(32);
    private static final String NONE = "";

    private final Path directory;
    private final TestDatabase database = TestDatabase.create();
    private TestModels models;
    private TestServer first;
    private TestOrganization acme;
    private OpaqueToken agent;

    EncryptionKeyTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private record Outcome(int exit, String out, String err) {
        JsonObject json() {
            return new JsonObject(out);
        }
    }

    @BeforeEach
    void start() {
        models = new TestModels();
        first = node(OLD, NONE);
        acme = first.organization();
        agent = acme.agentToken(Restrictions.NONE);
        for (var title : new String[] {"one", "two"}) {
            first.tool(
                    agent, "create_task", new JsonObject().put("title", title).put("project", "DEV"));
        }
        addEndpoint(first, "before");
    }

    @AfterEach
    void stop() {
        first.close();
        models.close();
    }

    @Test
    void s6_the_encryption_key_is_replaced_while_nodes_serve() throws Exception {
        var keys = keySet(first);
        var position = page(first, null);

        try (var told = node(OLD, NEW);
                var changed = node(NEW, OLD)) {
            assertThat(keySet(changed)).isEqualTo(keys);
            assertThat(page(changed, position)).as("behind the last task").isEmpty();
            assertThat(page(told, page(changed, null)))
                    .as("and by a cursor of the new key")
                    .isEmpty();
            addEndpoint(changed, "after");
            assertThat(secret(told, "after")).isEqualTo("Bearer secret of after");
            assertThat(secret(changed, "before")).isEqualTo("Bearer secret of before");

            assertThat(reseal(NEW, OLD).json()).isEqualTo(resealed(1, 1));
            assertThat(reseal(NEW, OLD).json()).as("once more").isEqualTo(resealed(0, 0));
            assertThat(secret(told, "before")).isEqualTo("Bearer secret of before");
        }

        try (var after = node(NEW, NONE)) {
            assertThat(keySet(after)).isEqualTo(keys);
            assertThat(secret(after, "before")).isEqualTo("Bearer secret of before");
            assertThat(secret(after, "after")).isEqualTo("Bearer secret of after");
            assertThat(database.ask("SELECT object_key || ' ' || client FROM rota.audit_event"
                            + " WHERE action = 'reseal_model_secret' AND org_id = " + acme.id()))
                    .containsExactly("before rota keys reseal");
        }
        assertThatThrownBy(() -> node(OLD, NONE)).hasMessageContaining("rota.encryption-key");
    }

    @Test
    void a_secret_that_no_key_opens_is_named_and_the_others_are_sealed_anew() throws Exception {
        addEndpoint(first, "torn");
        database.execute("UPDATE rota.model_endpoint SET secret_sealed = '\\x00' WHERE name = 'torn'");

        var outcome = reseal(NEW, OLD);

        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.json())
                .isEqualTo(resealed(1, 1).put("unreadable", new JsonArray().add(acme.id() + "/torn")));
    }

    @Test
    void without_the_key_before_nothing_is_sealed_anew() throws Exception {
        var sealed = database.ask("SELECT encode(private_sealed, 'hex') FROM rota.signing_key");

        var outcome = reseal(NEW, "33".repeat(32));

        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.err())
                .startsWith("rota: signing key ")
                .contains("rota.previous-encryption-keys")
                .doesNotContain(NEW);
        assertThat(database.ask("SELECT encode(private_sealed, 'hex') FROM rota.signing_key"))
                .isEqualTo(sealed);
    }

    private Map<String, String> settings(String key, String previous) {
        var settings = TestServer.settings(database);
        settings.put("rota.egress.allow", "127.0.0.1");
        settings.put("rota.encryption-key", key);
        if (!previous.isEmpty()) {
            settings.put("rota.previous-encryption-keys", previous);
        }
        return settings;
    }

    private TestServer node(String key, String previous) {
        return TestServer.start(database, settings(key, previous));
    }

    private Outcome reseal(String key, String previous) throws IOException {
        var environment = new HashMap<String, String>();
        settings(key, previous)
                .forEach((name, value) ->
                        environment.put(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        environment.put("ROTA_DATA_DIR", directory.toString());
        var config = Files.writeString(directory.resolve("empty.properties"), "");
        var out = new StringWriter();
        var err = new StringWriter();
        var exit = Commands.in(environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute("keys", "reseal", "--json", "--config=" + config);
        return new Outcome(exit, out.toString(), err.toString());
    }

    private static JsonObject resealed(int keys, int secrets) {
        return new JsonObject()
                .put("signing_keys", keys)
                .put("model_secrets", secrets)
                .put("unreadable", new JsonArray());
    }

    private void addEndpoint(TestServer node, String name) {
        var made = TestAdmin.owner(node, acme)
                .post(
                        "/organizations/" + acme.slug() + "/models",
                        new JsonObject()
                                .put("name", name)
                                .put("provider", "openai")
                                .put("base_url", models.baseUrl("openai"))
                                .put("models", new JsonArray().add("big"))
                                .put("secret", "secret of " + name));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }

    /** What that node sends to the model server as the endpoint's secret. */
    private String secret(TestServer node, String endpoint) {
        models.asked().clear();
        var path = "/organizations/" + acme.slug() + "/models/" + endpoint + "/test";
        var tested = TestAdmin.owner(node, acme).send("POST", path, null, Map.of());
        assertThat(tested.json().getBoolean("ok")).as(tested.body()).isTrue();
        return models.asked().get(0).authorization();
    }

    /** The cursor behind a page of one task. */
    private String page(TestServer node, @Nullable String cursor) {
        var arguments = new JsonObject().put("limit", 1);
        if (cursor != null) {
            arguments.put("cursor", cursor);
        }
        var page = node.tool(agent, "list_tasks", arguments).tool();
        assertThat(page.getJsonArray("tasks")).as(page.encode()).hasSize(1);
        return page.getString("next_cursor", "");
    }

    private static JsonObject keySet(TestServer node) {
        return node.send(HttpRequest.newBuilder(URI.create("http://localhost:" + node.port() + "/auth/jwks")))
                .json();
    }
}
