package dev.rota.dialect.workx;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.mcp.golden.GoldenExchanges;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A conversation in plain JSON-RPC, exchange by exchange, on a database of its own. */
class WorkXGoldenTest {
    private static final Path FILES = Path.of("src/test/resources/dev/rota/dialect/workx/golden");

    private static TestServer server;
    private static TestOrganization acme;
    private static Map<String, OpaqueToken> callers;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        acme = server.organization();
        callers = Map.of(
                "personal",
                acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE),
                "org",
                acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE),
                "reader",
                acme.issue(
                        OpaqueToken.Kind.USER,
                        acme.memberId(),
                        null,
                        Restrictions.NONE,
                        Set.of(Scope.TASKS_READ),
                        "mcp"),
                "agent",
                acme.agentToken(Restrictions.NONE));
        server.database()
                .execute("INSERT INTO rota.requirement (org_id, project_id, key, title, body) VALUES (" + acme.id()
                        + ", " + acme.dev().id() + ", 'DEV-R1', 'Exports', 'Everything is exported')");
        for (var title : List.of("Write the export", "Somebody else's")) {
            var given = new JsonObject()
                    .put("title", title)
                    .put("project", "DEV")
                    .put("requirement", "DEV-R1")
                    .put("description", "As the requirement says");
            if (title.startsWith("Write")) {
                given.put("assignee", "Mel of " + acme.slug());
            }
            server.tool(Objects.requireNonNull(callers.get("agent")), "create_task", given);
        }
        server.database()
                .execute("UPDATE rota.task SET uuid = ('00000000-0000-4000-8000-00000000000' || right(key, 1))::uuid"
                        + " WHERE org_id = " + acme.id());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> the_conversation() throws IOException {
        return new GoldenExchanges(
                        "http://localhost:" + server.port(),
                        name -> Objects.requireNonNull(callers.get(name)).reveal(),
                        WorkXGoldenTest::steady,
                        List::of)
                .in(FILES);
    }

    private static String steady(String exchange) {
        return exchange.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replace("localhost:" + server.port(), "localhost")
                .replace(acme.slug(), "acme")
                .replaceAll("\"version\" : \"[^\"]*\"", "\"version\" : \"VERSION\"");
    }
}
