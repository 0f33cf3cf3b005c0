package dev.rota.mcp.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The exchanges of {@code golden/}, each by itself. */
class GoldenExchangesTest {
    private static final Path FILES = Path.of("src/test/resources/dev/rota/mcp/golden");
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

    private static GoldenServer server;

    @BeforeAll
    static void start() {
        server = GoldenServer.start(NOON);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> exchanges() throws IOException {
        return new GoldenExchanges(
                        "http://127.0.0.1:" + server.port(),
                        UnaryOperator.identity(),
                        UnaryOperator.identity(),
                        server::takeRefused)
                .in(FILES);
    }
}
