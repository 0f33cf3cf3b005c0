package dev.rota.durability;

import io.vertx.core.json.JsonObject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lists tasks for as long as it may, so that reads too are under way when something is killed. */
final class Reader implements Runnable {
    /** So long that those who wait for a server leave it the processor to start on. */
    private static final long PAUSE_MS = 100;

    private final String name;
    private final Calls calls;
    private final CountDownLatch stopping;

    Reader(String name, Calls calls, CountDownLatch stopping) {
        this.name = name;
        this.calls = calls;
        this.stopping = stopping;
    }

    @Override
    public void run() {
        try {
            for (var call = 0; stopping.getCount() > 0; call++) {
                var id = name + "-" + call;
                if (calls.attempt("list_tasks", id, id, new JsonObject().put("limit", 1))
                        .isEmpty()) {
                    var unused = stopping.await(PAUSE_MS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            calls.ledger().unexpected(name + " ended: " + e);
        }
    }
}
