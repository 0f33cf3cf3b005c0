package dev.rota.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.mcp.ModernClient;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An organization that runs its tasks on a {@link TestModels}, as its agent does it and as its rows show it. */
final class TestExecutions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestServer server;
    private final TestModels models;
    private final TestOrganization organization;
    private final OpaqueToken agent;
    private final AtomicInteger endpoints = new AtomicInteger();

    TestExecutions(TestServer server, TestModels models) {
        this.server = server;
        this.models = models;
        organization = server.organization();
        agent = organization.agentToken(Restrictions.NONE);
    }

    TestOrganization organization() {
        return organization;
    }

    TestAdmin owner() {
        return TestAdmin.owner(server, organization);
    }

    String path() {
        return "/organizations/" + organization.slug() + "/models";
    }

    /** A new endpoint of that provider at the test's server; its name. A dollar for each token asked, two for one answered. */
    String endpoint(String provider, JsonObject more) {
        var name = provider + "-" + endpoints.incrementAndGet();
        var body = new JsonObject()
                .put("name", name)
                .put("provider", provider)
                .put("base_url", models.baseUrl(provider))
                .put("models", new JsonArray().add("model-of-" + name))
                .put("secret", "secret of " + name)
                .put("max_output_tokens", 100);
        if (!provider.equals("ollama")) {
            body.put("price_input_usd", 1_000_000 / 1_000).put("price_output_usd", 2_000_000 / 1_000);
        }
        var made = owner().post(path(), body.mergeIn(more));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return name;
    }

    String endpoint(String provider) {
        return endpoint(provider, new JsonObject());
    }

    /** The endpoint's number, as metrics have it. */
    long endpointId(String endpoint) {
        return owner().get(path() + "/" + endpoint).json().getLong("id");
    }

    /** Has the organization decide that; null for the deployment's default. */
    void policy(String key, @Nullable Object value) {
        var body = new JsonObject().put("policy", new JsonObject().put(key, value));
        var changed = owner().patch("/organizations/" + organization.slug(), body);
        assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    }

    /** A new task; its key. */
    String task(String title) {
        return tool("create_task", new JsonObject().put("project", "DEV").put("title", title))
                .getJsonObject("task")
                .getString("key");
    }

    /** The agent as a client that takes handles of what goes on. */
    ModernClient client() {
        return ModernClient.withTasks(server, agent);
    }

    /** How what a handle is of stands. */
    JsonObject handle(ModernClient client, String id) {
        var answer = client.task("get", id).json();
        assertThat(answer.getJsonObject("result")).as(answer.encode()).isNotNull();
        return answer.getJsonObject("result");
    }

    Answer call(String tool, JsonObject arguments) {
        return server.tool(agent, tool, arguments);
    }

    JsonObject tool(String tool, JsonObject arguments) {
        var answer = call(tool, arguments);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().getJsonObject("result").getBoolean("isError", false))
                .as(answer.body())
                .isFalse();
        return answer.tool();
    }

    Answer tryRun(String task, String model) {
        return call("run_task", new JsonObject().put("task", task).put("model", model));
    }

    /** Has a task run; the attempt. */
    long run(String task, String model, boolean autoComplete) {
        var queued = tool(
                "run_task",
                new JsonObject().put("task", task).put("model", model).put("auto_complete", autoComplete));
        assertThat(queued.getString("status")).isEqualTo("queued");
        return queued.getLong("attempt_id");
    }

    /** A new task, run to its end; its attempt. */
    long ended(String endpoint) {
        var attempt = run(task("Anything"), endpoint, true);
        awaitEnd(attempt);
        return attempt;
    }

    void awaitEnd(long attempt) {
        until(() -> !row(attempt, "coalesce(finished_at::text, '')").isEmpty());
    }

    /** An expression over the row of the attempt's execution. */
    String row(long attempt, String expression) {
        return ask("SELECT " + expression + " FROM rota.execution x WHERE attempt_id = " + attempt)
                .get(0);
    }

    /** The same over the attempt. */
    String attempt(long attempt, String expression) {
        return ask("SELECT " + expression + " FROM rota.attempt WHERE id = " + attempt)
                .get(0);
    }

    /** The status of the attempt's task. */
    String taskStatus(long attempt) {
        return ask("SELECT t.status FROM rota.task t JOIN rota.attempt a ON a.task_id = t.id WHERE a.id = " + attempt)
                .get(0);
    }

    List<String> ask(String sql) {
        return server.database().ask(sql);
    }

    static void until(BooleanSupplier condition) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
