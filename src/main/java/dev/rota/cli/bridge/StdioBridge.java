package dev.rota.cli.bridge;

import dev.rota.cli.bridge.BoundedLines.TooLongException;
import dev.rota.cli.remote.Server;
import dev.rota.settings.Secret;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Passes messages on until the client ends its input. Requests run side by side and are answered as they come;
 * notifications are sent one after the other beside them, so that a server that is slow to take one holds up nothing else.
 */
public final class StdioBridge {
    /** As much as a server takes, and more. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int MOST_RUNNING = 64;
    private static final int MOST_NOTIFICATIONS = 256;
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
    private final ExecutorService workers = Executors.newCachedThreadPool(StdioBridge::daemon);
    private final ExecutorService notifications = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_NOTIFICATIONS), StdioBridge::daemon);

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

    /** Reads messages until there are no more, and lets those that run come to their end. Can be run once. */
    public void run(InputStream in) throws IOException {
        var watch = Executors.newSingleThreadScheduledExecutor(StdioBridge::daemon);
        var watching = watch.scheduleWithFixedDelay(this::endSilent, WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
        try (var lines = new BoundedLines(in, MOST_BYTES)) {
            var more = true;
            while (more) {
                more = pass(lines);
            }
            finish();
        } finally {
            watching.cancel(true);
            watch.shutdownNow();
            running.values().forEach(Exchange::cancel);
            notifications.shutdownNow();
            workers.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "bridge");
        thread.setDaemon(true);
        return thread;
    }

    /** Whether there was another line. */
    private boolean pass(BoundedLines lines) throws IOException {
        try {
            var line = lines.next();
            if (line.isEmpty()) {
                return false;
            }
            if (!line.get().isBlank()) {
                pass(Message.of(line.get()));
            }
        } catch (TooLongException | DecodeException unreadable) {
            out.message(
                    Message.unreadable(String.valueOf(unreadable.getMessage())).encode());
        }
        return true;
    }

    private void pass(Message message) {
        if (!message.isAnswered()) {
            cancel(message.cancels());
            notify(message);
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

    private void notify(Message message) {
        try {
            notifications.execute(() -> {
                var exchange = new Exchange(server, key, path, message);
                running.put(exchange, exchange); // nothing else is named by it
                try {
                    exchange.run(handshake.agreed(), out);
                } finally {
                    running.remove(exchange);
                }
            });
        } catch (RejectedExecutionException tooMany) {
            out.complaint(message.method() + ": the server is slow to take " + MOST_NOTIFICATIONS + " others");
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

    private void finish() {
        notifications.shutdown();
        workers.shutdown();
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_WORDS_SECONDS);
        try {
            if (!workers.awaitTermination(LAST_WORDS_SECONDS, TimeUnit.SECONDS)
                    || !notifications.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                out.complaint("input has ended; " + running.size() + " messages are given up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
