package dev.rota.attempt;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestOrganization;
import dev.rota.attempt.tool.AddArtifactTool;
import dev.rota.attempt.tool.AskHumanTool;
import dev.rota.attempt.tool.ClaimTaskTool;
import dev.rota.attempt.tool.FinishAttemptTool;
import dev.rota.attempt.tool.LogCommitTool;
import dev.rota.attempt.tool.QuestionKind;
import dev.rota.attempt.tool.ReportProgressTool;
import dev.rota.identity.Caller;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolResult;
import dev.rota.task.TaskDocuments;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkToolsTest {
    private static final AttemptBench bench = new AttemptBench();

    private TestOrganization acme;
    private Caller agent;

    @BeforeEach
    void found() {
        acme = bench.organization();
        agent = acme.agent();
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    private final Tool claim =
            new ClaimTaskTool(bench.operations, bench.tasks, bench.claims, new TaskDocuments(), bench.gates);
    private final Tool progress = new ReportProgressTool(bench.operations, bench.attempts);
    private final Tool finish = new FinishAttemptTool(bench.operations, bench.attempts);
    private final Tool artifact = new AddArtifactTool(bench.operations, bench.attempts, bench.artifacts);
    private final Tool commit = new LogCommitTool(bench.operations, bench.tasks, new Commits(bench.tasks));
    private final Questions questions = new Questions(bench.tasks, bench.attempts, AttemptSettings.DEFAULT);
    private final Tool ask = new AskHumanTool(bench.operations, bench.attempts, questions, new QuestionKind(questions));

    private JsonObject call(Tool tool, JsonObject arguments) {
        var call = new ToolCall(agent, tool.definition().name(), new ToolArguments(arguments), new Quiet());
        var result = (ToolResult.Complete) await(tool.call(call));
        return Objects.requireNonNull(result.structured()).toJsonObject();
    }

    @Test
    void a_task_is_claimed_worked_on_and_finished() {
        bench.task(agent, "Fix the typo in the readme");
        bench.task(agent, "after", 0, null, List.of("DEV-1"), List.of());
        var claimed = call(claim, new JsonObject().put("notes", "mine"));
        var id = claimed.getLong("attempt_id");
        assertThat(claimed.getBoolean("claimed")).isTrue();
        assertThat(claimed.getJsonObject("task").getString("title")).isEqualTo("Fix the typo in the readme");
        assertThat(claimed.getJsonObject("task").getString("status")).isEqualTo("in_progress");
        assertThat(claimed.getJsonObject("task").getJsonObject("claim").getBoolean("held_by_me"))
                .isTrue();
        assertThat(claimed.getJsonObject("route"))
                .isEqualTo(new JsonObject().put("class", "simple").put("validation", "basic"));

        assertThat(call(progress, new JsonObject().put("attempt_id", id).put("note", "on the way"))
                        .fieldNames())
                .containsExactly("attempt_id", "lease_expires_at");
        assertThat(call(
                                artifact,
                                new JsonObject()
                                        .put("attempt_id", id)
                                        .put("type", "log")
                                        .put("content", "ok"))
                        .fieldNames())
                .containsExactly("artifact_id", "size", "sha256");
        assertThat(call(artifact, new JsonObject().put("attempt_id", id).put("type", "file"))
                        .fieldNames())
                .containsExactly("artifact_id", "upload_url", "expires_at");
        assertThat(call(commit, new JsonObject().put("task", "DEV-1").put("message", "Fix"))
                        .fieldNames())
                .containsExactly("commit_id", "task", "version");
        assertThat(call(ask, new JsonObject().put("attempt_id", id).put("question", "Good?"))
                        .getString("status"))
                .isEqualTo("pending");

        var end =
                new JsonObject().put("attempt_id", id).put("status", "success").put("cost_tokens", 42);
        var finished = call(finish, end);
        assertThat(finished.getJsonObject("attempt").getLong("tokens_total")).isEqualTo(42);
        assertThat(finished.getJsonObject("attempt").containsKey("duration_ms")).isTrue();
        assertThat(finished.getJsonObject("task").getString("status")).isEqualTo("done");
        assertThat(finished.getJsonArray("unblocked").getString(0)).isEqualTo("DEV-2");
        assertThat(call(finish, end)).isEqualTo(finished);
        assertThat(bench.column("SELECT action FROM rota.audit_event WHERE org_id = " + acme.id() + " ORDER BY id"))
                .containsExactly(
                        "claim_task",
                        "report_progress",
                        "add_artifact",
                        "add_artifact",
                        "log_commit",
                        "ask_human",
                        "finish_attempt",
                        "finish_attempt");
    }

    @Test
    void a_claim_that_is_retried_by_its_request_id_is_the_same_claim() {
        bench.task(agent, "one");
        bench.task(agent, "two");
        var arguments = new JsonObject().put("request_id", "r1");
        var first = call(claim, arguments);
        var again = call(claim, arguments);
        assertThat(again.getLong("attempt_id")).isEqualTo(first.getLong("attempt_id"));
        assertThat(again.getBoolean("duplicate_of_request")).isTrue();
        assertThatThrownBy(() -> call(claim, arguments.copy().put("kind", "ai")))
                .hasMessageContaining("idempotency_mismatch");
        assertThat(bench.value("SELECT count(*) FROM rota.attempt WHERE org_id = " + acme.id()))
                .isEqualTo("1");
    }

    @Test
    void nothing_to_claim_is_an_answer() {
        assertThat(call(claim, new JsonObject()))
                .isEqualTo(new JsonObject().put("claimed", false).put("reason", "none_ready"));
    }

    @Test
    void a_refusal_is_audited_with_its_code() {
        assertThatThrownBy(() -> call(progress, new JsonObject().put("attempt_id", 1)))
                .hasMessageContaining("not_found");
        assertThat(bench.value("SELECT action || ' ' || outcome FROM rota.audit_event WHERE org_id = " + acme.id()))
                .isEqualTo("report_progress not_found");
    }

    /** A request that asked for nothing beside its answer. */
    private static final class Quiet implements Exchange {
        @Override
        public void progress(double progress, @Nullable Double total, @Nullable String message) {}

        @Override
        public void log(String level, JsonObject data) {}

        @Override
        public void onCancel(Runnable action) {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public JsonObject inputResponses() {
            return new JsonObject();
        }

        @Override
        public @Nullable JsonObject requestState() {
            return null;
        }

        @Override
        public Set<String> clientCapabilities() {
            return Set.of();
        }

        @Override
        public @Nullable String idempotencyKey() {
            return null;
        }
    }
}
