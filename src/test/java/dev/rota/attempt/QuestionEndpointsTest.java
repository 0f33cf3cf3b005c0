package dev.rota.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people do with what attempts leave: they answer questions and fetch artifacts, over the admin API. */
@ExtendWith(EventLoopRule.class)
class QuestionEndpointsTest {
    private static TestServer server;
    private static TestOrganization acme;
    private static TestOrganization other;
    private static TestAdmin member;
    private static OpaqueToken agent;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        acme = server.organization();
        server.database()
                .execute("UPDATE rota.organization SET policy = policy || '{\"max_claims\": 100}' WHERE id = "
                        + acme.id());
        other = server.organization();
        member = TestAdmin.member(server, acme);
        agent = acme.agentToken(Restrictions.NONE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_question_is_answered_once_and_the_agent_reads_the_answer() {
        var claim = claim();
        var task = claim.getJsonObject("task").getString("key");
        var id = call(
                        "ask_human",
                        new JsonObject()
                                .put("attempt_id", claim.getLong("attempt_id"))
                                .put("question", "Which?")
                                .put("options", new JsonArray().add("a").add("b")))
                .getLong("question_id");
        var open = member.get(path("?status=open&task=" + task)).json().getJsonArray("items");
        assertThat(open).hasSize(1);
        assertThat(open.getJsonObject(0).getString("asked_by")).isEqualTo("agent of " + acme.slug());
        var answered = member.post(path("/" + id + "/answer"), new JsonObject("{\"answer\": \"a\"}"));
        assertThat(answered.status()).as(answered.body()).isEqualTo(200);
        assertThat(answered.json().getString("answered_by")).isEqualTo("Mel of " + acme.slug());
        assertThat(answered.json().getString("status")).isEqualTo("answered");
        assertThat(member.get(path("/" + id)).json()).isEqualTo(answered.json());
        assertThat(member.get(path("?status=open&task=" + task)).json().getJsonArray("items"))
                .isEmpty();
        var twice = member.post(path("/" + id + "/answer"), new JsonObject("{\"answer\": \"b\"}"));
        assertThat(twice.status()).isEqualTo(409);
        var seen = call("get_task", new JsonObject("{\"include\": [\"history\"]}").put("task", task));
        assertThat(seen.getJsonArray("questions").getJsonObject(0).getString("answer"))
                .isEqualTo("a");
        assertThat(seen.getJsonArray("history").encode()).contains("question_answered");
        assertThat(server.database()
                        .ask("SELECT outcome FROM rota.audit_event WHERE action = 'answer_question' AND object_id = "
                                + id + " ORDER BY id"))
                .containsExactly("ok");
    }

    @Test
    void a_foreign_question_is_as_one_that_is_not_there() {
        var id = call(
                        "ask_human",
                        new JsonObject()
                                .put("attempt_id", claim().getLong("attempt_id"))
                                .put("question", "Mine?"))
                .getLong("question_id");
        var stranger = TestAdmin.owner(server, other);
        var theirs = "/organizations/" + other.slug() + "/questions/";
        assertThat(stranger.get(theirs + id)).isEqualTo(stranger.get(theirs + "999999"));
        assertThat(stranger.get(theirs + "x")).isEqualTo(stranger.get(theirs + "999999"));
        assertThat(stranger.post(theirs + id + "/answer", new JsonObject("{\"answer\": \"a\"}"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void an_artifact_is_fetched_as_a_file_that_no_browser_runs() {
        var added = call(
                "add_artifact",
                new JsonObject("{\"type\": \"log\", \"name\": \"ä \\\"b\\\".log\", \"content\": \"<script>\"}")
                        .put("attempt_id", claim().getLong("attempt_id")));
        var id = added.getLong("artifact_id");
        var answer = member.get("/artifacts/" + id + "/content");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("<script>");
        assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.header("content-disposition")).isEqualTo("attachment; filename*=UTF-8''%C3%A4%20%22b%22.log");
        assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(answer.header("content-security-policy")).contains("sandbox");
        assertThat(answer.header("etag")).isEqualTo("\"" + added.getString("sha256") + "\"");
        var known = member.request(
                "GET", "/artifacts/" + id + "/content", null, Map.of("If-None-Match", answer.header("etag")));
        assertThat(server.send(known).status()).isEqualTo(304);
        assertThat(server.database()
                        .ask(
                                "SELECT org_id FROM rota.audit_event WHERE action = 'get_artifact_content' AND object_id = "
                                        + id))
                .containsOnly(acme.id().toString());
    }

    @Test
    void a_foreign_artifact_is_as_one_that_is_not_there_and_so_is_one_that_is_awaited() {
        var attempt = claim().getLong("attempt_id");
        var here = call(
                        "add_artifact",
                        new JsonObject("{\"type\": \"log\", \"content\": \"x\"}").put("attempt_id", attempt))
                .getLong("artifact_id");
        var awaited = call("add_artifact", new JsonObject("{\"type\": \"log\"}").put("attempt_id", attempt))
                .getLong("artifact_id");
        var stranger = TestAdmin.owner(server, other);
        var absent = stranger.get("/artifacts/999999/content");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(stranger.get("/artifacts/" + here + "/content")).isEqualTo(absent);
        assertThat(stranger.get("/artifacts/x/content")).isEqualTo(absent);
        assertThat(member.get("/artifacts/" + awaited + "/content").json()).isEqualTo(absent.json());
        assertThat(TestAdmin.nobody(server)
                        .get("/artifacts/" + here + "/content")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void an_upload_comes_back_byte_for_byte_and_never_as_a_page() {
        var bytes = new byte[700_001];
        new Random(7).nextBytes(bytes);
        var added = call(
                "add_artifact",
                new JsonObject("{\"type\": \"file\"}").put("attempt_id", claim().getLong("attempt_id")));
        var put = HttpRequest.newBuilder(URI.create(added.getString("upload_url")
                        .replaceFirst("^http://[^/]+", "http://localhost:" + server.port())))
                .header("Content-Type", "text/html")
                .PUT(BodyPublishers.ofByteArray(bytes))
                .build();
        assertThat(TestHttpClient.send(put, BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        var got = fetch(added.getLong("artifact_id"));
        assertThat(got.body()).isEqualTo(bytes);
        assertThat(got.headers().firstValue("content-type")).contains("application/octet-stream");
    }

    private static HttpResponse<byte[]> fetch(long artifact) {
        return TestHttpClient.send(
                member.request("GET", "/artifacts/" + artifact + "/content", null, Map.of())
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static JsonObject claim() {
        call("create_task", new JsonObject("{\"title\": \"Work\", \"project\": \"DEV\"}"));
        var claim = server.tool(
                        acme.issue(OpaqueToken.Kind.AGENT, acme.ownerId(), acme.agentId(), Restrictions.NONE),
                        "claim_task",
                        new JsonObject("{\"project\": \"DEV\"}"))
                .tool();
        assertThat(claim.getBoolean("claimed")).as(claim.encode()).isTrue();
        return claim;
    }

    @CanIgnoreReturnValue
    private static JsonObject call(String tool, JsonObject arguments) {
        return server.tool(agent, tool, arguments).tool();
    }

    private static String path(String rest) {
        return "/organizations/" + acme.slug() + "/questions" + rest;
    }
}
