package dev.rota.dialect.taskmaster;

import dev.rota.TestServer.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The document's {@code ParallelMCPExecutor}, method by method: {@code get_available_tasks}, {@code
 * execute_task_parallel}, {@code run_parallel_workflow}. Where it sleeps for seconds, this one asks again at once.
 */
final class Executor implements Callable<Executor> {
    private static final int MAX_CONCURRENT = 3;
    private static final int MAX_RETRIES = 3;

    private final TaskMasterClient client;
    private final List<String> executed = new ArrayList<>();
    private final List<Done> done = new ArrayList<>();
    private final List<Idle> idle = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    Executor(TaskMasterClient client) {
        this.client = client;
    }

    /** A time in which it asked for work with hands free, and was told that there is none. */
    record Idle(Instant asked, Instant answered) {}

    /** A task that was done by the time its executor was told so. */
    record Done(String id, Instant told) {}

    List<String> executed() {
        return executed;
    }

    List<Done> done() {
        return done;
    }

    List<Idle> idle() {
        return idle;
    }

    List<String> complaints() {
        return complaints;
    }

    @Override
    public Executor call() throws InterruptedException {
        var pool = Executors.newFixedThreadPool(MAX_CONCURRENT);
        try {
            runParallelWorkflow(pool);
        } finally {
            pool.shutdownNow();
        }
        return this;
    }

    private void runParallelWorkflow(ExecutorService pool) throws InterruptedException {
        var active = new HashSet<String>();
        var finished = new LinkedBlockingQueue<String>();
        while (!allDone() && !hasComplained()) {
            var asked = Instant.now();
            var available = active.size() < MAX_CONCURRENT ? available() : List.<JsonObject>of();
            if (available.isEmpty() && active.size() < MAX_CONCURRENT) {
                idle.add(new Idle(asked, Instant.now()));
            }
            for (var task : available) {
                var id = task.getString("id");
                if (active.size() < MAX_CONCURRENT && active.add(id)) {
                    pool.execute(() -> {
                        executeParallel(task);
                        finished.add(id);
                    });
                }
            }
            cleanUp(active, finished);
        }
    }

    private static void cleanUp(Set<String> active, LinkedBlockingQueue<String> finished) throws InterruptedException {
        for (var id = finished.poll(5, TimeUnit.MILLISECONDS); id != null; id = finished.poll()) {
            active.remove(id);
        }
    }

    /** What has gone wrong may leave a task that nobody finishes: then there is no use in going on. */
    private synchronized boolean hasComplained() {
        return !complaints.isEmpty();
    }

    private boolean allDone() {
        return client.natively("list_tasks", "{'project': 'DEV', 'status': ['todo', 'in_progress'], 'limit': 1}")
                .getJsonArray("tasks")
                .isEmpty();
    }

    private List<JsonObject> available() {
        return client.tasks("get_tasks", "{'filter': 'ready'}");
    }

    private void executeParallel(JsonObject task) {
        var id = task.getString("id");
        if (isError(withRetry("set_task_status", "{'id': '%s', 'status': 'in-progress'}", id))) {
            return; // somebody was quicker, and has done it already
        }
        var answer = withRetry(
                "execute_task_autonomous",
                "{'id': '%s', 'details': 'by an executor', 'validation_required': true}",
                id);
        if (isError(answer) || !answer.tool().getBoolean("success")) {
            return;
        }
        synchronized (this) {
            executed.add(id);
        }
        var set = withRetry("set_task_status", "{'id': '%s', 'status': 'done'}", id);
        var failed = isError(set);
        synchronized (this) {
            if (failed) {
                complaints.add(set.body());
            } else {
                done.add(new Done(id, Instant.now()));
            }
        }
    }

    /** The document's {@code mcp_call_with_retry}, for what says that it may go well later. */
    private Answer withRetry(String tool, String arguments, String id) {
        var answer = client.send(tool, arguments, id);
        for (var retry = 0; retry < MAX_RETRIES && answer.status() == 503; retry++) {
            answer = client.send(tool, arguments, id);
        }
        return answer;
    }

    private boolean isError(Answer answer) {
        if (answer.status() != 200) {
            synchronized (this) {
                complaints.add(answer.toString());
            }
            return true;
        }
        return answer.json().getJsonObject("result").getBoolean("isError");
    }
}
