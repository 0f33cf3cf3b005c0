package dev.rota.mcp.conformance;

import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.jsonrpc.JsonRpcError;
import dev.rota.mcp.BackgroundTask;
import dev.rota.mcp.BackgroundTasks;
import dev.rota.mcp.FixtureTool;
import dev.rota.mcp.ToolResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Background tasks of the official suite, in memory: each ends after a time, or when all that it asks is answered. */
final class ConformanceTasks implements BackgroundTasks {
    private final Vertx vertx;
    private final Map<String, Running> tasks = new ConcurrentHashMap<>();

    ConformanceTasks(Vertx vertx) {
        this.vertx = vertx;
    }

    private record Running(
            BackgroundTask task, Map<String, JsonObject> answers, Function<JsonObject, ToolResult> work) {}

    /** One that ends as {@code end} after {@code seconds}. */
    ToolResult working(double seconds, BackgroundTask.State end) {
        var task = add(new BackgroundTask.Working(), answers -> FixtureTool.text("asks nothing"));
        vertx.setTimer(Math.max(1, (long) (seconds * 1_000)), id -> become(task.id(), end));
        return new ToolResult.Background(task);
    }

    /** One that waits for its client. */
    ToolResult asking(Map<String, JsonObject> questions, Function<JsonObject, ToolResult> work) {
        return new ToolResult.Background(add(new BackgroundTask.InputRequired(questions), work));
    }

    private BackgroundTask add(BackgroundTask.State state, Function<JsonObject, ToolResult> work) {
        var now = Instant.now();
        var task = new BackgroundTask(
                UUID.randomUUID().toString(), state, null, now, now, Duration.ofMinutes(5), Duration.ofMillis(200));
        tasks.put(task.id(), new Running(task, new ConcurrentHashMap<>(), work));
        return task;
    }

    private void become(String id, BackgroundTask.State end) {
        change(id, task -> isOpen(task.state()) ? as(task, end) : task);
    }

    private static boolean isOpen(BackgroundTask.State state) {
        return state instanceof BackgroundTask.Working || state instanceof BackgroundTask.InputRequired;
    }

    private static BackgroundTask as(BackgroundTask task, BackgroundTask.State state) {
        return new BackgroundTask(
                task.id(), state, null, task.createdAt(), Instant.now(), task.keptFor(), task.pollInterval());
    }

    private void change(String id, UnaryOperator<BackgroundTask> change) {
        tasks.computeIfPresent(
                id, (key, running) -> new Running(change.apply(running.task), running.answers, running.work));
    }

    private Future<Running> find(String id, Consumer<Running> then) {
        var found = tasks.get(id);
        if (found == null) {
            return Future.failedFuture(new Failure.NotFound("task").asException());
        }
        then.accept(found);
        return Future.succeededFuture(found);
    }

    @Override
    public Future<BackgroundTask> get(Caller caller, String id) {
        return find(id, running -> {}).map(Running::task);
    }

    @Override
    public Future<List<BackgroundTask>> look(Caller caller, Set<String> ids) {
        return Future.succeededFuture(ids.stream()
                .map(tasks::get)
                .filter(Objects::nonNull)
                .map(Running::task)
                .toList());
    }

    @Override
    public Future<Void> update(Caller caller, String id, JsonObject inputResponses) {
        return find(id, running -> take(running, inputResponses)).mapEmpty();
    }

    private void take(Running running, JsonObject responses) {
        if (running.task.state() instanceof BackgroundTask.InputRequired asking) {
            var open = new LinkedHashMap<>(asking.requests());
            responses.fieldNames().stream().filter(open::containsKey).toList().forEach(key -> {
                open.remove(key);
                running.answers.put(key, responses.getJsonObject(key));
            });
            var all = new JsonObject();
            running.answers.forEach(all::put);
            change(
                    running.task.id(),
                    task -> as(
                            task,
                            open.isEmpty()
                                    ? completed(running.work.apply(all))
                                    : new BackgroundTask.InputRequired(open)));
        }
    }

    static BackgroundTask.State completed(ToolResult result) {
        return new BackgroundTask.Completed((ToolResult.Complete) result);
    }

    static BackgroundTask.State failed() {
        return new BackgroundTask.Failed(new JsonRpcError(-32603, "Failed on purpose", new JsonObject()));
    }

    @Override
    public Future<Void> cancel(Caller caller, String id) {
        return find(id, running -> become(id, new BackgroundTask.Cancelled())).mapEmpty();
    }
}
