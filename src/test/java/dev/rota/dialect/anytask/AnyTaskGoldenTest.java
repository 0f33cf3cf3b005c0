package dev.rota.dialect.anytask;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.mcp.golden.GoldenExchanges;
import dev.rota.token.OpaqueToken;
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

/** A conversation with AnyTask in both eras, exchange by exchange, on a database of its own. */
class AnyTaskGoldenTest {
    private static final Path FILES = Path.of("src/test/resources/dev/rota/dialect/anytask/golden");

    private static TestServer server;
    private static TestOrganization acme;
    private static Map<String, OpaqueToken> callers;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        acme = server.organization();
        callers = Map.of(
                "agent",
                acme.agentToken(Restrictions.NONE),
                "owner",
                acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE),
                "reader",
                acme.issue(
                        OpaqueToken.Kind.USER,
                        acme.ownerId(),
                        null,
                        Restrictions.NONE,
                        Set.of(Scope.TASKS_READ),
                        "mcp"));
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
                        AnyTaskGoldenTest::steady,
                        List::of)
                .in(FILES);
    }

    private static String steady(String exchange) {
        return exchange.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replace("localhost:" + server.port(), "localhost")
                .replace(acme.slug(), "acme")
                .replaceAll("(?<name>retry_after_ms\\\\*\" ?: ?)\\d+", "${name}0")
                .replaceAll("\"version\" : \"[^\"]*\"", "\"version\" : \"VERSION\"");
    }
}
