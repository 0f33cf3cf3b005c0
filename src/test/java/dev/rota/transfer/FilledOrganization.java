package dev.rota.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestAdmin;
import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;

/** Something of everything that an organization can own, made as its people and agents make it. */
final class FilledOrganization {
    private static final int UPLOADED_BYTES = 500_001;

    private final TestServer server;
    private final TestOrganization acme;
    private final TestAdmin owner;
    private final OpaqueToken agent;

    FilledOrganization(TestServer server, TestOrganization acme, TestAdmin owner) {
        this.server = server;
        this.acme = acme;
        this.owner = owner;
        this.agent = acme.agentToken(Restrictions.NONE);
    }

    void fill() {
        server.database()
                .execute("INSERT INTO rota.role (org_id, name, permissions) VALUES (" + acme.id()
                        + ", 'reader', '{org.read,task.read}')");
        server.database()
                .execute(
                        "UPDATE rota.organization SET policy = policy || '{\"max_claims\": 20, \"dialects\": {\"workx\": true}}'"
                                + " WHERE id = " + acme.id());
        var all = "/organizations/" + acme.slug();
        var requirement = owner.post(
                        all + "/requirements",
                        new JsonObject("{\"project\": \"DEV\", \"title\": \"Needed\", \"body\": \"ä\\n\\\"b\\\"\","
                                + " \"metadata\": {\"a\": [1, null]}}"))
                .json()
                .getString("key");
        owner.post(
                all + "/gates",
                new JsonObject(
                        "{\"project\": \"OPS\", \"name\": \"evidence\", \"requires\": {\"artifacts\": [\"diff\"]}}"));
        call(
                "create_tasks",
                new JsonObject(
                        "{\"project\": \"DEV\", \"tasks\": [{\"ref\": \"a\", \"title\": \"Parent\"},"
                                + " {\"title\": \"Child\", \"parent\": \"a\", \"labels\": [\"x\", \"y\"]},"
                                + " {\"title\": \"Later\", \"depends_on\": [\"a\"], \"description\": \"# Später\\n\\ttab\"}]}"));
        call(
                "create_task",
                new JsonObject(
                                "{\"project\": \"OPS\", \"title\": \"Full\", \"kind\": \"ai\", \"priority\": 2,"
                                        + " \"acceptance\": [\"done\"], \"due_at\": \"2027-01-01\", \"metadata\": {\"a\": {\"b\": null}}}")
                        .put("assignee", "member@" + acme.slug() + ".example")
                        .put("requirement", requirement));
        // Moved below one that was made later.
        call("update_task", new JsonObject("{\"task\": \"DEV-1\", \"parent\": \"OPS-1\"}"));
        for (var i = 0; i < 40; i++) {
            call("create_task", new JsonObject().put("project", "DEV").put("title", "Task " + i));
            call(
                    "add_comment",
                    new JsonObject().put("task", "DEV-2").put("body", "Comment " + i + "\n" + "x".repeat(300)));
        }
        work();
        evidence(all);
        server.database()
                .execute("UPDATE rota.task SET trashed_at = now() WHERE key = 'DEV-9' AND org_id = " + acme.id());
        server.database()
                .execute(
                        "UPDATE rota.task SET description_json = '{\"b\":1,  \"a\":2}' WHERE key = 'DEV-8' AND org_id = "
                                + acme.id());
    }

    private void work() {
        var attempt = call("claim_task", new JsonObject().put("task", "DEV-2")).getLong("attempt_id");
        call(
                "add_artifact",
                new JsonObject("{\"type\": \"log\", \"name\": \"l\", \"content\": \"text\"}")
                        .put("attempt_id", attempt));
        call("add_artifact", new JsonObject("{\"type\": \"file\", \"content\": \"\"}").put("attempt_id", attempt));
        call("add_artifact", new JsonObject("{\"type\": \"diff\"}").put("attempt_id", attempt));
        upload(call(
                        "add_artifact",
                        new JsonObject("{\"type\": \"file\", \"name\": \"big\"}").put("attempt_id", attempt))
                .getString("upload_url"));
        call(
                "log_commit",
                new JsonObject("{\"task\": \"DEV-2\", \"message\": \"Fix\", \"hash\": \"abc\", \"reason\": \"why\","
                        + " \"url\": \"https://x.example\"}"));
        var question = call(
                        "ask_human",
                        new JsonObject("{\"question\": \"Which?\"}")
                                .put("attempt_id", attempt)
                                .put("options", new JsonArray().add("a").add("b")))
                .getLong("question_id");
        owner.post(
                "/organizations/" + acme.slug() + "/questions/" + question + "/answer",
                new JsonObject("{\"answer\": \"a\"}"));
        call(
                "finish_attempt",
                new JsonObject("{\"status\": \"partial\", \"notes\": \"half\", \"model\": \"m\", \"tokens_input\": 1,"
                                + " \"tokens_output\": 2, \"cost_usd\": 0.25, \"wall_clock_ms\": 5}")
                        .put("attempt_id", attempt));
        call("claim_task", new JsonObject().put("task", "DEV-5"));
    }

    private void evidence(String all) {
        owner.post(
                all + "/gates",
                new JsonObject("{\"project\": \"DEV\", \"name\": \"lint\", \"max_critical\": 0, \"max_minor\": 9}"));
        call(
                "assign_task",
                new JsonObject(
                        "{\"task\": \"DEV-6\", \"assignee\": \"mistral\", \"provider\": \"ollama\", \"model\": \"m\","
                                + " \"notes\": \"Please\"}"));
        call(
                "tasks_result",
                new JsonObject(
                        "{\"id\": \"DEV-6\", \"executor\": \"mistral\", \"executor_type\": \"ollama\", \"request\": \"?\","
                                + " \"response\": \"!\", \"status\": \"partial\", \"error_message\": \"half\"}"));
        var attempt = call("claim_task", new JsonObject().put("task", "DEV-7")).getLong("attempt_id");
        call("run_check", new JsonObject().put("path", "src").put("attempt_id", attempt));
        call(
                "record_check",
                new JsonObject("{\"gate\": \"lint\", \"status\": \"warn\", \"minor\": 3, \"report\": \"Three\"}")
                        .put("attempt_id", attempt));
        call("finish_attempt", new JsonObject().put("attempt_id", attempt).put("status", "aborted"));
    }

    private void upload(String url) {
        var uploaded = new byte[UPLOADED_BYTES];
        new Random(3).nextBytes(uploaded);
        var put = HttpRequest.newBuilder(
                        URI.create(url.replaceFirst("^http://[^/]+", "http://localhost:" + server.port())))
                .PUT(BodyPublishers.ofByteArray(uploaded))
                .build();
        assertThat(TestHttpClient.send(put, BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @CanIgnoreReturnValue
    private JsonObject call(String tool, JsonObject arguments) {
        var answer = server.tool(agent, tool, arguments).tool();
        assertThat(answer.containsKey("error"))
                .as(tool + ": " + answer.encode())
                .isFalse();
        return answer;
    }
}
