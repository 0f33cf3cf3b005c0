package dev.rota.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which dependencies on what will not be done a credential is told of (security T6). */
class DanglingTest {
    private static TestServer server;

    private TestOrganization acme;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
    }

    @Test
    void what_dangles_tells_nothing_of_a_task_out_of_reach() {
        var all = acme.agentToken(Restrictions.NONE);
        var secret = failed(all, "OPS");
        var near = failed(all, "DEV");
        var waiting = new JsonObject().put("title", "waits").put("project", "DEV");
        make(all, waiting.put("depends_on", new JsonArray(List.of(secret, near))));
        assertThat(dangling(all)).containsExactlyInAnyOrder(secret, near);
        var limited = acme.agentToken(new Restrictions(Set.of(acme.dev().id()), false, false));
        assertThat(dangling(limited)).containsExactly(near);
    }

    private static String failed(OpaqueToken by, String project) {
        return make(
                by,
                new JsonObject().put("title", "failed").put("project", project).put("status", "failed"));
    }

    @CanIgnoreReturnValue
    private static String make(OpaqueToken by, JsonObject task) {
        return server.tool(by, "create_task", task).tool().getJsonObject("task").getString("key");
    }

    private static List<String> dangling(OpaqueToken reader) {
        return server
                .tool(reader, "get_report", new JsonObject().put("kind", "dependencies"))
                .tool()
                .getJsonArray("rows")
                .stream()
                .map(JsonObject.class::cast)
                .filter(row -> row.getString("finding").equals("dangling"))
                .map(row -> row.getString("depends_on"))
                .toList();
    }
}
