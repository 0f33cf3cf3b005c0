package dev.rota.oauth.client;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.database.Database;
import dev.rota.egress.TestAuthority;
import dev.rota.egress.TestEgress;
import dev.rota.egress.TestSite;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A site where clients publish, and whoever reads there, with a clock that tests turn. */
final class TestDocuments implements AutoCloseable {
    private static final AtomicInteger MADE = new AtomicInteger();

    final Vertx vertx = Vertx.vertx();
    final TestDatabase copy = TestDatabase.create();
    final Database database = copy.open(vertx);
    final Clients clients = new Clients(database, TestOrganization.PEPPERS);
    final TestSite site;
    private final TestAuthority authority = TestAuthority.of("app.example");
    private final AtomicLong nanos = new AtomicLong();

    TestDocuments() {
        site = new TestSite(authority);
    }

    /** With nothing in memory. */
    ClientDocuments reader() {
        var egress = TestEgress.of(
                vertx,
                authority.settings("127.0.0.0/8"),
                Map.of("localhost", List.of("127.0.0.1"), "app.example", List.of("127.0.0.1")));
        return new ClientDocuments(clients, new RedirectUris(Set.of("cursor")), egress, egress, nanos::get);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** A URL at which nothing is published yet. */
    String url() {
        return site.url(path());
    }

    String path() {
        return "/clients/" + MADE.incrementAndGet();
    }

    /** The least that a document has. */
    static JsonObject document(String url) {
        return new JsonObject()
                .put("client_id", url)
                .put("client_name", "An Editor")
                .put("redirect_uris", new JsonArray().add("http://localhost/callback"));
    }

    /** Publishes {@code body} at {@code url}; headers as name, value. */
    void publish(String url, String body, String... headers) {
        site.page(url.substring(site.url("").length()), request -> {
            request.response().putHeader("Content-Type", "application/json");
            for (var i = 0; i < headers.length; i += 2) {
                request.response().putHeader(headers[i], headers[i + 1]);
            }
            request.response().end(body);
        });
    }

    /** Where a good document is published. */
    String published() {
        var url = url();
        publish(url, document(url).encode());
        return url;
    }

    /** Lets somebody have granted something to the client. */
    void grant(String url) {
        var user = TestOrganization.create(vertx, database).memberId();
        copy.execute("INSERT INTO rota.oauth_grant (public_id, user_id, client_id, client_name, resource, scopes,"
                + " expires_at) VALUES ('grt_documents" + MADE.incrementAndGet() + "', " + user + ", '" + url
                + "', 'Tests', 'https://rota.example/mcp', '{tasks:read}', now() + interval '1 day')");
    }

    @Override
    public void close() {
        site.close();
        TestDatabase.await(database.close());
        TestDatabase.await(vertx.close());
    }
}
