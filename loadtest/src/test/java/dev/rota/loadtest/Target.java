package dev.rota.loadtest;

import static io.gatling.javaapi.http.HttpDsl.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is put under load: {@code -DtokensFile} names a file of the shape of the demo's {@code demo.json}, by default that of
 * a demo started in the project; {@code -DbaseUrl} is another address than the one it names.
 */
final class Target {
    private static final JsonNode FILE = read();

    static final String BASE_URL =
            System.getProperty("baseUrl", FILE.path("base_url").asText("http://localhost:3001"));

    private Target() {}

    /** Credentials of one organization. */
    record Organization(
            String slug, String project, String agentKey, String orgToken, String adminToken, String email, String password) {}

    static List<Organization> organizations() {
        var all = new ArrayList<Organization>();
        FILE.path("organizations").fields().forEachRemaining(entry -> {
            var organization = entry.getValue();
            var owner = organization.path("owner");
            all.add(new Organization(
                    organization.path("slug").asText(),
                    organization.path("projects").path(0).asText("DEV"),
                    organization.path("agent_key").asText(),
                    organization.path("org_token").asText(),
                    owner.path("admin_token").asText(),
                    owner.path("email").asText(),
                    owner.path("password").asText()));
        });
        if (all.isEmpty()) {
            throw new IllegalStateException("the tokens file names no organizations");
        }
        return all;
    }

    static HttpProtocolBuilder protocol() {
        return http.baseUrl(BASE_URL)
                .acceptHeader("application/json, text/event-stream")
                .contentTypeHeader("application/json")
                .userAgentHeader("rota-loadtest")
                .disableCaching();
    }

    /** A whole number given with {@code -Dname=}. */
    static int number(String name, int otherwise) {
        return Integer.getInteger(name, otherwise);
    }

    private static JsonNode read() {
        var given = System.getProperty("tokensFile");
        var candidates = given == null
                ? Stream.of(Path.of("data/demo.json"), Path.of("../data/demo.json"))
                : Stream.of(Path.of(given));
        var file = candidates
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no demo.json: start ./rota serve --demo, or give -DtokensFile=FILE"));
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
