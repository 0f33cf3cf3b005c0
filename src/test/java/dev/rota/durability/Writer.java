package dev.rota.durability;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes one task after the other from its creation to its end. Each call has a key of its own and is sent again, with
 * that key, until it is answered: after every lost connection and every 503, without looking first.
 */
final class Writer implements Runnable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** So long that those who wait for a server leave it the processor to start on. */
    private static final long PAUSE_MS = 100;

    private final String name;
    private final Calls calls;
    private final CountDownLatch stopping;
    private int tries;

    Writer(String name, Calls calls, CountDownLatch stopping) {
        this.name = name;
        this.calls = calls;
        this.stopping = stopping;
    }

    @Override
    public void run() {
        try {
            for (var round = 0; stopping.getCount() > 0; round++) {
                oneTask(name + "-" + round);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            calls.ledger().unexpected(name + " ended: " + e);
        }
    }

    private void oneTask(String round) throws InterruptedException {
        var title = round + "-create_task";
        var made =
                call(round, "create_task", new JsonObject().put("title", title).put("project", "DEV"));
        var task = made.getJsonObject("task").getString("key");
        call(round, "add_comment", new JsonObject().put("task", task).put("body", round + "-add_comment"));
        call(round, "update_task", new JsonObject().put("task", task).put("description", round + "-update_task"));
        var claim = call(round, "claim_task", new JsonObject().put("task", task));
        if (!claim.getBoolean("claimed")) {
            throw new IllegalStateException("nobody else wants " + task + ", yet: " + claim);
        }
        call(
                round,
                "finish_attempt",
                new JsonObject().put("attempt_id", claim.getLong("attempt_id")).put("status", "success"));
    }

    /** Tries until it is done. */
    private JsonObject call(String round, String tool, JsonObject arguments) throws InterruptedException {
        var key = round + "-" + tool;
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            var done = calls.attempt(tool, key, key.replace('_', '-') + "-" + ++tries, arguments);
            if (done.isPresent()) {
                return done.get();
            }
            // Stopping does not end a call: only what was answered can be compared.
            var unused = stopping.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        }
        throw new IllegalStateException(key + " was not done within " + PATIENCE);
    }
}
