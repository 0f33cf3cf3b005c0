package dev.rota.loadtest;

import static io.gatling.javaapi.http.HttpDsl.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatling.javaapi.http.HttpProtocolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What is put under load: {@code -DtokensFile} names a file of the shape of the demo's {@code demo.json}, by default that of
 * a demo started in the project; {@code -DbaseUrl} is another address than the one it names.
 */
final class Target {
    private static final JsonNode FILE = read(named("tokensFile"));

    static final String BASE_URL = System.getProperty("baseUrl", baseUrl(FILE));

    private static final List<Organization> ORGANIZATIONS = organizations(FILE, BASE_URL);

    private Target() {}

    /**
     * Credentials of one organization.
     *
     * @param baseUrl of the server that it is on
     * @param tasks how many there are, with the keys from {@code project-1} on
     * @param agentKeys at least one
     * @param adminTokens of its owner, at least one
     */
    record Organization(
            String baseUrl,
            String slug,
            String project,
            int tasks,
            List<String> agentKeys,
            List<String> adminTokens,
            String email,
            String password) {
        String agentKey() {
            return agentKeys.get(0);
        }

        String adminToken() {
            return adminTokens.get(0);
        }
    }

    /** At least one. */
    static List<Organization> organizations() {
        return ORGANIZATIONS;
    }

    /** Whether {@code -Dbeside} names another server. */
    static boolean isBeside() {
        return named("beside").isPresent();
    }

    /** Of another server, which {@code -Dbeside} names by its own file; at least one. */
    static List<Organization> beside() {
        var file = read(named("beside").orElseThrow(() -> new IllegalStateException("-Dbeside=FILE is missing")));
        return organizations(file, baseUrl(file));
    }

    /** Calls to one address; on one machine from many, as many clients have them. */
    static HttpProtocolBuilder protocol() {
        var protocol = http.baseUrl(BASE_URL)
                .acceptHeader("application/json, text/event-stream")
                .contentTypeHeader("application/json")
                .userAgentHeader("rota-loadtest")
                .disableCaching();
        var addresses = number("addresses", isLoopback() ? 40 : 0);
        return addresses == 0
                ? protocol
                : protocol.localAddresses(IntStream.rangeClosed(1, addresses)
                        .mapToObj(last -> "127.0.1." + last)
                        .toList());
    }

    /** Where metrics are read; null where the file does not say. */
    static String managementUrl() {
        return FILE.path("management_url").asText(null);
    }

    /** A whole number given with {@code -Dname=}. */
    static int number(String name, int otherwise) {
        return Integer.getInteger(name, otherwise);
    }

    /** Linux answers from all of 127.0.0.0/8, other systems do not. */
    private static boolean isLoopback() {
        var host = URI.create(BASE_URL).getHost();
        return System.getProperty("os.name").equals("Linux") && (host.equals("localhost") || host.startsWith("127."));
    }

    private static String baseUrl(JsonNode file) {
        return file.path("base_url").asText("http://localhost:3001");
    }

    private static List<Organization> organizations(JsonNode file, String baseUrl) {
        var all = new ArrayList<Organization>();
        file.path("organizations").forEach(organization -> {
            var owner = organization.path("owner");
            all.add(new Organization(
                    baseUrl,
                    organization.path("slug").asText(),
                    organization.path("projects").path(0).asText("DEV"),
                    organization.path("tasks").asInt(5),
                    tokens(organization, "agent_key"),
                    tokens(owner, "admin_token"),
                    owner.path("email").asText(),
                    owner.path("password").asText()));
        });
        if (all.isEmpty()) {
            throw new IllegalStateException("the tokens file names no organizations");
        }
        return List.copyOf(all);
    }

    /** The member of that name, or all of the array that has its plural. */
    private static List<String> tokens(JsonNode of, String name) {
        var many = of.path(name + "s");
        return many.isEmpty()
                ? List.of(of.path(name).asText())
                : IntStream.range(0, many.size()).mapToObj(i -> many.get(i).asText()).toList();
    }

    private static Optional<Path> named(String property) {
        return Optional.ofNullable(System.getProperty(property)).map(Path::of);
    }

    private static JsonNode read(Optional<Path> given) {
        return read(given.or(() -> Stream.of(Path.of("data/demo.json"), Path.of("../data/demo.json"))
                        .filter(Files::isRegularFile)
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException("no demo.json: start ./rota serve --demo, or give -DtokensFile=FILE")));
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
