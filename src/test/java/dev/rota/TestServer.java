package dev.rota;

import static dev.rota.TestDatabase.await;

import dev.rota.app.Application;
import dev.rota.app.TestApplication;
import dev.rota.database.Database;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The whole product on a free port and a database copy of its own, called over HTTP as clients call it. Beside it stands
 * a {@link Database} of the test, through which organizations are made.
 */
public final class TestServer implements AutoCloseable {
    private static final AtomicInteger STARTED = new AtomicInteger();

    private final TestDatabase database;
    private final Application application;
    private final Vertx vertx = Vertx.vertx();
    private final Database own;
    private @Nullable RestContract contract;

    private TestServer(TestDatabase database, Application application) {
        this.database = database;
        this.application = application;
        this.own = database.open(vertx);
    }

    public static TestServer start() {
        return start(TestDatabase.create(), Map.of());
    }

    /** @param other settings beside, or instead of, those that make the server run on {@code database} */
    public static TestServer start(TestDatabase database, Map<String, String> other) {
        return start(database, other, TestApplication::start);
    }

    /** A server whose statements name no organization: row-level security alone keeps them apart. */
    public static TestServer startWithoutPredicates(TestDatabase database) {
        return start(database, Map.of(), TestApplication::startWithoutPredicates);
    }

    /** A server on a node that takes {@code clock} for the time. */
    public static TestServer startAt(Clock clock, TestDatabase database) {
        return start(database, Map.of(), settings -> TestApplication.startAt(clock, settings));
    }

    /** A server that takes its database for silent after {@code patience} already. */
    public static TestServer startImpatient(Duration patience, TestDatabase database, Map<String, String> other) {
        return start(database, other, settings -> TestApplication.startImpatient(patience, settings));
    }

    /** A server that writes no events of reads and refusals, to measure what they cost. */
    public static TestServer startUnaudited(TestDatabase database) {
        return start(database, Map.of(), TestApplication::startUnaudited);
    }

    private interface Starting {
        Application with(Map<String, String> settings) throws SQLException;
    }

    private static TestServer start(TestDatabase database, Map<String, String> other, Starting starting) {
        try {
            var settings = settings(database);
            settings.putAll(other);
            return new TestServer(database, starting.with(settings));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What makes the product run on {@code database}, with {@link TestOrganization#PEPPERS} and budgets out of the way. */
    public static Map<String, String> settings(TestDatabase database) {
        var directory =
                Path.of("target", "test-server-" + STARTED.incrementAndGet()).toAbsolutePath();
        var settings = new HashMap<String, String>();
        settings.put("rota.mode", "development");
        settings.put("rota.data-dir", directory.toString());
        settings.put("rota.database.url", database.url());
        settings.put("rota.database.password", TestDatabase.PASSWORD);
        settings.put("rota.port", "0");
        settings.put("rota.management.port", "0");
        settings.put("rota.public-url", "http://localhost:0");
        settings.put("rota.event-loops", "2");
        settings.put("rota.token.pepper", "00".repeat(32));
        settings.put("rota.encryption-key", "11".repeat(32));
        settings.put("rota.limit.organization-share", "1000");
        settings.put("rota.limit.address-calls-per-minute", "1000000");
        settings.put("rota.limit.address-burst", "1000000");
        settings.put("rota.limit.most-calls-per-minute", "1000000");
        return settings;
    }

    public TestDatabase database() {
        return database;
    }

    /** The test's own access to the same database. */
    public Database own() {
        return own;
    }

    public Vertx vertx() {
        return vertx;
    }

    public int port() {
        return application.publicUrl().getPort();
    }

    /** A new organization whose budget no test exhausts. */
    public TestOrganization organization() {
        var organization = TestOrganization.create(vertx, own);
        database.execute("UPDATE rota.organization SET policy = '{\"calls_per_minute\": 1000000}' WHERE id = "
                + organization.id());
        return organization;
    }

    /** Status, headers without those of the moment, body. */
    public record Answer(int status, Map<String, List<String>> headers, String body) {
        /** The values of a header, in one line; empty without any. */
        public String header(String name) {
            return String.join(" ", headers.getOrDefault(name, List.of()));
        }

        public JsonObject json() {
            return new JsonObject(body);
        }

        /** The answer of a tool; its error, where it failed. */
        public JsonObject tool() {
            return json().getJsonObject("result").getJsonObject("structuredContent");
        }
    }

    /** Calls a tool on the endpoint with all tools. */
    public Answer tool(OpaqueToken token, String name, JsonObject arguments) {
        return mcp(
                "/mcp/x/all",
                token,
                "tools/call",
                new JsonObject().put("name", name).put("arguments", arguments));
    }

    /** One request of the legacy era, which needs no handshake here. */
    public Answer mcp(String path, OpaqueToken token, String method, JsonObject params) {
        return send(request(path, message(method, params)).header("Authorization", "Bearer " + token.reveal()));
    }

    public static JsonObject message(String method, JsonObject params) {
        return new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 0)
                .put("method", method)
                .put("params", params);
    }

    /** A POST to {@code path} that lacks its credential. */
    public HttpRequest.Builder request(String path, JsonObject message) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25")
                .header("X-Request-Id", "the-same")
                .POST(BodyPublishers.ofString(message.encode()));
    }

    public Answer send(HttpRequest.Builder request) {
        var response = TestHttpClient.send(request.build(), BodyHandlers.ofString());
        var headers = new TreeMap<>(response.headers().map());
        headers.remove("date");
        return new Answer(response.statusCode(), headers, response.body());
    }

    /** What the admin API says of itself. */
    public synchronized RestContract contract() {
        var known = contract;
        if (known == null) {
            var address = URI.create("http://localhost:" + port() + "/api/v1/openapi.json");
            known = RestContract.of(vertx, send(HttpRequest.newBuilder(address)).json());
            contract = known;
        }
        return known;
    }

    /** Whether it lives, as the management port tells it. */
    public Answer alive() {
        return send(HttpRequest.newBuilder(
                URI.create("http://localhost:" + application.managementPort() + "/health/live")));
    }

    /** Whether it is ready, as the management port tells it. */
    public Answer ready() {
        return management("/health/ready");
    }

    /** All meters, as the management port tells them. */
    public String metrics() {
        return management("/metrics").body();
    }

    /** What the management port answers. */
    public Answer management(String path) {
        return send(HttpRequest.newBuilder(URI.create("http://localhost:" + application.managementPort() + path)));
    }

    /** The same in the form that {@code accept} asks for. */
    public String metrics(String accept) {
        var address = URI.create("http://localhost:" + application.managementPort() + "/metrics");
        return send(HttpRequest.newBuilder(address).header("Accept", accept)).body();
    }

    @Override
    public void close() {
        application.close();
        await(own.close());
        await(vertx.close());
    }
}
