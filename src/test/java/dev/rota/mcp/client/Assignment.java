package dev.rota.mcp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A task given to a client, in an organization of its own; and what became of it, as the server tells. */
final class Assignment {
    static final String TASK = "DEV-1";

    private static final List<String> WORK = List.of("claim_task", "report_progress", "add_artifact", "finish_attempt");
    private static final String TRAIL =
            """
            SELECT action || ' ' || outcome || ' ' || protocol FROM rota.audit_event
             WHERE org_id = ? AND actor_kind = 'agent' AND actor_id = ? AND object_key = ? ORDER BY at, id""";

    private final TestServer server;
    private final TestOrganization organization;
    private final OpaqueToken owner;
    private final OpaqueToken agent;

    Assignment(TestServer server) {
        this.server = server;
        organization = server.organization();
        owner = organization.issue(OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE);
        agent = organization.agentToken(Restrictions.NONE);
        var made = server.tool(
                owner, "create_task", new JsonObject().put("title", "Build it").put("project", "DEV"));
        assertThat(made.tool().getJsonObject("task").getString("key")).isEqualTo(TASK);
    }

    /** What the client proves itself by. */
    String token() {
        return agent.reveal();
    }

    /**
     * The task is done, by one attempt with one artifact, and the audit tells of each step in this revision.
     *
     * @param seen by the client: see {@code work.mjs}
     */
    void isDone(JsonObject seen, String revision) {
        assertThat(seen.getJsonArray("tools")).contains(WORK.toArray());
        assertThat(seen.getString("lease")).endsWith("Z");
        assertThat(seen.getString("status")).isEqualTo("done");

        var task = task();
        assertThat(task.getString("status")).isEqualTo("done");
        var attempt = only(task.getJsonArray("attempts"));
        assertThat(attempt.getLong("id")).isEqualTo(seen.getLong("attempt"));
        assertThat(attempt.getString("status")).isEqualTo("success");
        assertThat(attempt.getInteger("percent")).isEqualTo(50);
        var artifact = only(task.getJsonArray("artifacts"));
        assertThat(artifact.getLong("id")).isEqualTo(seen.getLong("artifact"));
        assertThat(artifact.getLong("attempt_id")).isEqualTo(seen.getLong("attempt"));
        assertThat(artifact.getString("name")).isEqualTo("build.log");
        assertThat(trail())
                .isEqualTo(WORK.stream().map(step -> step + " ok " + revision).toList());
    }

    private JsonObject task() {
        var include = new JsonArray().add("attempts").add("artifacts");
        return server.tool(owner, "get_task", new JsonObject().put("task", TASK).put("include", include))
                .tool();
    }

    private static JsonObject only(JsonArray items) {
        assertThat(items).hasSize(1);
        return items.getJsonObject(0);
    }

    /** What the audit holds of the agent's calls on the task, in their order. */
    private List<String> trail() {
        try (var connection = server.database().superuser();
                var statement = connection.prepareStatement(TRAIL)) {
            statement.setLong(1, organization.id().value());
            statement.setLong(2, organization.agentId());
            statement.setString(3, TASK);
            var rows = statement.executeQuery();
            var trail = new ArrayList<String>();
            while (rows.next()) {
                trail.add(rows.getString(1));
            }
            return trail;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
