package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Npm;
import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.oauth.client.AuthenticationMethod;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The official conformance suite against the authorization server: its metadata and a whole code grant. */
class ConformanceTest {
    private static final Duration DEADLINE = Duration.ofMinutes(1);
    private static final Pattern AUTHORIZE = Pattern.compile("https?://\\S+/auth/authorize\\?\\S+");

    private static TestServer server;
    private static TestSignIns signIns;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.create(), Map.of("rota.limit.drain-accept", "0s"));
        signIns = new TestSignIns(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void the_authorization_server_passes_without_a_warning() {
        var owner = signIns.owner(server.organization());
        var client = signIns.registered("Conformance", AuthenticationMethod.NONE, "http://127.0.0.1/callback");
        var npm = Npm.project("conformance"); // in the test, so that a skipped one is reported with its reason
        var command = npm.command(
                "conformance",
                "authorization",
                "--url",
                signIns.url() + "/auth",
                "--client-id",
                client.client().id(),
                "--resource",
                signIns.url() + "/mcp",
                "--port",
                "39761",
                "-o",
                "out/authorization");
        var outcome = npm.run(command, Map.of("NO_COLOR", "1"), DEADLINE, line -> {
            var url = AUTHORIZE.matcher(line);
            if (url.find()) {
                owner.approvesAndReturns(url.group());
            }
        });
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        assertThat(outcome.output()).doesNotContainIgnoringCase("warning:").doesNotContain("✗");
    }
}
