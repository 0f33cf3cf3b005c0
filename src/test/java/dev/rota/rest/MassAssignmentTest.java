package dev.rota.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Security M5: what nobody may set is refused by every operation that takes a body, whichever there are. */
class MassAssignmentTest {
    private static final List<String> NEVER = List.of(
            "id", "uuid", "org_id", "organization_id", "created_by", "created_at", "version", "system", "token_hash");

    private static TestServer server;
    private static TestOrganization acme;
    private static TestAdmin owner;
    private static JsonObject document;

    /** An operation with a body, and the names that its body knows. */
    private record Taking(String method, String path, JsonObject schema) {}

    @BeforeAll
    static void start() {
        server = TestServer.start(dev.rota.TestDatabase.create(), Map.of("rota.limit.rare-per-hour", "1000"));
        acme = server.organization();
        owner = TestAdmin.owner(server, acme);
        document = owner.get("/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> m5_members_that_nobody_may_set_are_refused_by_name() {
        return taking().stream()
                .map(one -> DynamicTest.dynamicTest(one.method() + " " + one.path(), () -> refuses(one)));
    }

    @Test
    void operations_with_a_body_are_found() {
        assertThat(taking()).hasSizeGreaterThan(6);
    }

    private static void refuses(Taking one) {
        var known = one.schema().getJsonObject("properties", new JsonObject()).fieldNames();
        for (var name : NEVER) {
            if (!known.contains(name)) {
                var answer = owner.send(one.method(), path(one.path()), new JsonObject().put(name, 1), Map.of());
                assertThat(answer.status()).as(name + ": " + answer.body()).isEqualTo(422);
                assertThat(answer.json().getString("code")).as(name).isIn("unknown_field", "validation_failed");
                assertThat(answer.json().getJsonArray("errors").encode())
                        .as(name)
                        .contains("\"/" + name + "\"");
            }
        }
    }

    private static String path(String path) {
        return path.replace("{org}", acme.slug()).replaceAll("\\{[a-z_]+}", "1");
    }

    private static List<Taking> taking() {
        var all = new ArrayList<Taking>();
        var paths = document.getJsonObject("paths");
        for (var path : paths.fieldNames()) {
            for (var method : paths.getJsonObject(path).fieldNames()) {
                var body = paths.getJsonObject(path).getJsonObject(method).getJsonObject("requestBody");
                var json = body == null ? null : body.getJsonObject("content").getJsonObject("application/json");
                if (json != null && json.getJsonObject("schema").containsKey("properties")) {
                    all.add(new Taking(method.toUpperCase(java.util.Locale.ROOT), path, json.getJsonObject("schema")));
                }
            }
        }
        return all;
    }
}
