package dev.rota.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests drawn from the published contract, good ones and broken ones: none ends in a 500, every refusal is a problem
 * document, what is broken is refused, and every answer is one that the contract has.
 */
@ExtendWith(EventLoopRule.class)
class ContractPropertyTest {
    private static final int CASES = Boolean.getBoolean("rota.test.full") ? 5_000 : 1_000;
    private static final long SEED = Long.getLong("rota.test.seed", 20_261_121L);
    private static final int FRESH_START = 50;

    private static TestServer server;
    private static TestOrganization acme;
    private static TestOrganization globex;
    private static List<TestAdmin> people;

    private final Random random = new Random(SEED);
    private final SchemaSamples samples = new SchemaSamples(random);

    private record Operation(String method, String path, JsonObject json) {}

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.create(), Map.of("rota.limit.rare-per-hour", "1000000"));
        acme = server.organization();
        globex = server.organization();
        people = List.of(
                TestAdmin.owner(server, acme),
                TestAdmin.owner(server, acme),
                TestAdmin.member(server, acme),
                TestAdmin.owner(server, globex),
                TestAdmin.nobody(server));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatever_is_asked_is_answered_as_the_contract_says() {
        var operations = operations();
        var statuses = new HashMap<Integer, Integer>();
        for (var i = 0; i < CASES; i++) {
            if (i % FRESH_START == 0) {
                restore();
            }
            var operation = operations.get(random.nextInt(operations.size()));
            var answer = tried(operation, i);
            statuses.merge(answer.status(), 1, Integer::sum);
        }
        System.out.println(CASES + " requests, by status: " + statuses);
        assertThat(statuses).containsKeys(200, 404, 422);
    }

    private Answer tried(Operation operation, int number) {
        var path = path(operation);
        var good = random.nextInt(5) > 0;
        var wayOut = new ArrayList<String>();
        var query = query(operation, good, wayOut);
        var headers = headers();
        var who = people.get(random.nextInt(people.size()));
        var content =
                operation.json().getJsonObject("requestBody", new JsonObject()).getJsonObject("content");
        var what = "case " + number + " of seed " + SEED + ": " + operation.method() + " " + path + query;
        if (content == null || !content.containsKey("application/json")) {
            return judged(who.send(operation.method(), path + query, null, headers), what, wayOut.isEmpty());
        }
        var schema = content.getJsonObject("application/json").getJsonObject("schema");
        var body = good ? String.valueOf(samples.fitting(schema)) : broken(schema);
        var request = who.request(operation.method(), path + query, null, headers)
                .header("Content-Type", "application/json")
                .method(operation.method(), BodyPublishers.ofString(body));
        return judged(server.send(request), what + " " + body, good && wayOut.isEmpty());
    }

    private static Answer judged(Answer answer, String what, boolean mayBeTaken) {
        assertThat(answer.status()).as("%s: %s", what, answer.body()).isLessThan(500);
        if (answer.status() >= 400) {
            assertThat(answer.header("content-type")).as(what).isEqualTo("application/problem+json");
            assertThat(answer.json().getString("code")).as(what).isNotEmpty();
            assertThat(answer.json().getInteger("status")).as(what).isEqualTo(answer.status());
            assertThat(answer.body()).as(what).doesNotContain("Exception", "SELECT ", "rota_api");
        } else {
            assertThat(mayBeTaken).as("%s was taken: %s", what, answer.body()).isTrue();
        }
        return answer;
    }

    private String path(Operation operation) {
        var path = operation.path();
        var deletesAll = operation.json().getString("operationId").equals("delete_organization");
        return path.replace("{org}", deletesAll ? "nowhere" : organization())
                .replace("{user}", oneOf(String.valueOf(acme.memberId()), String.valueOf(acme.ownerId()), "0", "x"))
                .replace("{key}", oneOf("DEV", "OPS", "DEV-R1", "1", "nothing", "%00", "%F0%9F%98%80"))
                .replace("{name}", oneOf("member", "owner", "custom", "x".repeat(300), "%27%3B--"))
                .replaceAll("\\{[a-z_]+}", oneOf("1", "2", "tok_nothing", "grt_x", "9223372036854775808", "-1", "%7e"));
    }

    private String organization() {
        return oneOf(acme.slug(), acme.slug(), acme.slug(), acme.id().toString(), globex.slug(), "nowhere", "%00");
    }

    private String query(Operation operation, boolean good, List<String> wrong) {
        var pairs = new ArrayList<String>();
        operation.json().getJsonArray("parameters", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(parameter -> parameter.getString("in").equals("query"))
                .filter(parameter -> random.nextInt(3) == 0)
                .filter(parameter -> !parameter.getString("name").equals("cursor"))
                .forEach(parameter -> pairs.add(parameter.getString("name") + "="
                        + encoded(String.valueOf(samples.fitting(parameter.getJsonObject("schema"))))));
        if (!good && random.nextInt(3) == 0) {
            pairs.add(oneOf("limit=-1", "limit=x", "cursor=forged", "colour=red", "limit=101", "since=yesterday"));
            wrong.add("query");
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        if (random.nextInt(5) == 0) {
            headers.put("If-Match", oneOf("\"1\"", "\"999\"", "*", "W/\"1\"", "1"));
        }
        if (random.nextInt(5) == 0) {
            headers.put("Idempotency-Key", oneOf("a", "b", "k" + random.nextInt()));
        }
        return headers;
    }

    private String broken(JsonObject schema) {
        return random.nextInt(10) == 0 ? noJson() : String.valueOf(samples.broken(schema));
    }

    private String noJson() {
        return oneOf(
                "", "{", "null", "[]", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "[".repeat(40) + "]".repeat(40), "\u0000");
    }

    /** What changed the rules for the cases that follow is undone. */
    private static void restore() {
        for (var organization : List.of(acme, globex)) {
            server.database()
                    .execute("UPDATE rota.organization SET policy = '{\"calls_per_minute\": 1000000}' WHERE id = "
                            + organization.id());
        }
    }

    private String oneOf(String... values) {
        return values[random.nextInt(values.length)];
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static List<Operation> operations() {
        return server.contract().document().getJsonObject("paths").stream()
                .flatMap(path -> ((JsonObject) path.getValue())
                        .stream()
                                .map(verb -> new Operation(
                                        verb.getKey().toUpperCase(Locale.ROOT), path.getKey(), (JsonObject)
                                                verb.getValue())))
                .flatMap(Stream::of)
                .toList();
    }
}
