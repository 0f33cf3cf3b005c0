package dev.rota.oauth.external;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.app.operator.OperatorIdentities;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The product with an external issuer, called over HTTP, and what its operator can do. */
final class ExternalDeployment implements AutoCloseable {
    private final AtomicInteger subjects = new AtomicInteger();
    private final TestIssuer issuer;
    private final TestServer server;
    private final OperatorIdentities operator;

    /** @param subject of the issuer, linked with the organization's owner */
    record Person(TestOrganization organization, String subject, String token) {}

    /** @param other settings beside those that name {@code issuer} */
    ExternalDeployment(TestIssuer issuer, Map<String, String> other) {
        this.issuer = issuer;
        var settings = new HashMap<>(other);
        settings.putIfAbsent("rota.external-issuer", issuer.url());
        server = TestServer.start(TestDatabase.create(), settings);
        var audit = new AuditLog(server.vertx(), server.own(), new ValueHash(new byte[32]), size -> {});
        operator = new OperatorIdentities(server.own(), audit, "tests");
    }

    TestServer server() {
        return server;
    }

    OperatorIdentities operator() {
        return operator;
    }

    String url(String path) {
        return "http://localhost:" + server.port() + path;
    }

    /** The address of an organization's owner, not quite as it was written. */
    static String email(TestOrganization organization) {
        return "OWNER@" + organization.slug() + ".example";
    }

    Person linked() {
        var organization = server.organization();
        var subject = "user-" + subjects.incrementAndGet();
        await(operator.link(email(organization), issuer.url(), subject));
        return new Person(organization, subject, token(subject, c -> {}));
    }

    /** One whose token was used, so that its signature and its caller are remembered. */
    Person warm() {
        var person = linked();
        assertThat(list(person.token()).status()).isEqualTo(200);
        assertThat(list(person.token()).status()).isEqualTo(200);
        return person;
    }

    /** A token of the issuer for {@code /mcp}. */
    String token(String subject, Consumer<JsonObject> change) {
        var claims = issuer.claims(subject, url("/mcp"));
        change.accept(claims);
        return issuer.token(claims);
    }

    Answer list(String token) {
        return call("/mcp", "list_tasks", new JsonObject(), token);
    }

    Answer call(String path, String tool, JsonObject arguments, String token) {
        var call = new JsonObject().put("name", tool).put("arguments", arguments);
        return server.send(server.request(path, TestServer.message("tools/call", call))
                .header("Authorization", "Bearer " + token));
    }

    Answer get(String path) {
        return server.send(HttpRequest.newBuilder(URI.create(url(path))));
    }

    /** The metadata of the resource at that path. */
    Answer metadata(String path) {
        return get("/.well-known/oauth-protected-resource" + path);
    }

    /** Returns when the issuer's metadata was read. */
    void waitForIssuer() {
        waitFor(() -> metadata("/mcp").status() == 200);
    }

    static void waitFor(BooleanSupplier condition) {
        var deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
