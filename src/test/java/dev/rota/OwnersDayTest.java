package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in {@code config/examples}, run as its reader runs it. */
class OwnersDayTest {
    private static final Path SCRIPT =
            Path.of("config", "examples", "owners-day.sh").toAbsolutePath();
    private static final String ORGANIZATION = "a-day";

    private static TestServer server;
    private static String admin;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        var somewhere = server.organization();
        admin = somewhere
                .issue(OpaqueToken.Kind.USER, somewhere.ownerId(), null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin")
                .reveal();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void an_owner_governs_all_day_with_curl_and_an_edited_row_is_named(@TempDir Path scratch) throws Exception {
        var day = run("day", scratch);
        assertThat(day).contains("\"ok\":true").contains("Done; the organization is " + ORGANIZATION);

        var edited = server.database()
                .ask("SELECT c.seq FROM rota.audit_chain c JOIN rota.organization o ON o.id = c.org_id"
                        + " WHERE o.slug = '" + ORGANIZATION + "' ORDER BY c.seq OFFSET 5 LIMIT 1")
                .get(0);
        server.database()
                .execute("UPDATE rota.audit_event e SET actor_name = 'somebody else' FROM rota.audit_chain c,"
                        + " rota.organization o WHERE o.slug = '" + ORGANIZATION + "' AND c.org_id = o.id"
                        + " AND c.seq = " + edited + " AND e.org_id = c.org_id AND e.id = c.event_id");

        var told = run("verify", scratch);
        var verdict = new JsonObject(told.substring(told.indexOf('{')));
        assertThat(verdict.getBoolean("ok")).isFalse();
        assertThat(verdict.getLong("first_bad_seq")).isEqualTo(Long.parseLong(edited));
        assertThat(verdict.getString("kind")).isEqualTo("edited");
    }

    private static String run(String part, Path scratch) throws IOException, InterruptedException {
        var output = scratch.resolve(part + ".txt");
        var builder = new ProcessBuilder("bash", SCRIPT.toString(), part)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("ROTA_URL", "http://localhost:" + server.port());
        builder.environment().put("ROTA_ADMIN_TOKEN", admin);
        builder.environment().put("ROTA_ORG", ORGANIZATION);
        var process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the script ends").isTrue();
        var text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
