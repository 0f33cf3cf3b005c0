package dev.rota.cli.bridge;

import dev.rota.cli.bridge.BoundedLines.TooLongException;
import dev.rota.cli.remote.Server;
import dev.rota.settings.Secret;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Passes messages on until the client ends its input. Requests run side by side and are answered as they come; a
 * notification is sent before what comes after it is, since it may speak of what came before.
 */
public final class StdioBridge {
    /** As much as a server takes, and more. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int MOST_RUNNING = 64;
    private static final long LAST_WORDS_SECONDS = 10;
    private static final long WATCH_SECONDS = 15;

    private final Server server;
    private final Secret key;
    private final String path;
    private final Traffic traffic;
    private final Output out;
    private final Map<Object, Exchange> running = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MOST_RUNNING);
    private final AtomicLong unnamed = new AtomicLong();
    private final Handshake handshake = new Handshake();

    /**
     * @param path of the server's endpoint
     * @param traffic looks on
     * @param out where it speaks
     */
    public StdioBridge(Server server, Secret key, String path, Traffic traffic, Output out) {
        this.server = server;
        this.key = key;
        this.path = path;
        this.traffic = traffic;
        this.out = out;
    }

    /** Reads messages until there are no more, and lets those that run come to their end. */
    public void run(InputStream in) throws IOException {
        var workers = Executors.newCachedThreadPool(StdioBridge::daemon);
        var watch = Executors.newSingleThreadScheduledExecutor(StdioBridge::daemon);
        var watching = watch.scheduleWithFixedDelay(this::endSilent, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
        try (var lines = new BoundedLines(in, MOST_BYTES)) {
            var more = true;
            while (more) {
                more = pass(lines, workers);
            }
            finish(workers);
        } finally {
            watching.cancel(true);
            watch.shutdownNow();
            running.values().forEach(Exchange::cancel);
            workers.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "bridge");
        thread.setDaemon(true);
        return thread;
    }

    /** Whether there was another line. */
    private boolean pass(BoundedLines lines, ExecutorService workers) throws IOException {
        try {
            var line = lines.next();
            if (line.isEmpty()) {
                return false;
            }
            if (!line.get().isBlank()) {
                pass(Message.of(line.get()), workers);
            }
        } catch (TooLongException | DecodeException unreadable) {
            out.message(
                    Message.unreadable(String.valueOf(unreadable.getMessage())).encode());
        }
        return true;
    }

    private void pass(Message message, ExecutorService workers) {
        if (!message.isAnswered()) {
            cancel(message.cancels());
            new Exchange(server, key, path, message).run(handshake.agreed(), out);
        } else if (places.tryAcquire()) {
            var name = message.id() == null ? "batch " + unnamed.incrementAndGet() : message.id();
            var exchange = new Exchange(server, key, path, message);
            running.put(name, exchange);
            workers.execute(() -> run(name, exchange, message));
        } else {
            out.message(message.failed("more than " + MOST_RUNNING + " requests at one time")
                    .encode());
        }
    }

    private void cancel(@Nullable Object id) {
        var cancelled = id == null ? null : running.remove(id);
        if (cancelled != null) {
            cancelled.cancel();
        }
    }

    private void run(Object name, Exchange exchange, Message message) {
        try {
            exchange.run(handshake.agreed(), new Output() {
                @Override
                public void message(String json) {
                    handshake.heard(message, json);
                    traffic.heard(message.json(), json);
                    out.message(json);
                }

                @Override
                public void complaint(String text) {
                    out.complaint(text);
                }
            });
        } finally {
            running.remove(name, exchange);
            places.release();
        }
    }

    private void endSilent() {
        var now = System.nanoTime();
        running.values().stream().filter(one -> one.isSilent(now)).forEach(Exchange::end);
    }

    private void finish(ExecutorService workers) {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                out.complaint("input has ended; " + running.size() + " requests are given up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
