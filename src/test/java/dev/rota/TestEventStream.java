package dev.rota;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A reader of Server-Sent Events, which notes what arrives, line by line. */
public final class TestEventStream implements AutoCloseable {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final HttpResponse<java.io.InputStream> response;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private volatile boolean ended;

    public TestEventStream(HttpRequest request) {
        response = TestHttpClient.send(request, BodyHandlers.ofInputStream());
        reader = new Thread(this::read, "event stream");
        reader.setDaemon(true);
        reader.start();
    }

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    public List<String> lines() {
        return lines;
    }

    public List<Long> ids() {
        return lines.stream()
                .filter(line -> line.startsWith("id: "))
                .map(line -> Long.valueOf(line.substring(4)))
                .toList();
    }

    public boolean hasEnded() {
        return ended;
    }

    /** Waits for a line. */
    public synchronized String line(Predicate<String> wanted) {
        awaitThat(() -> lines.stream().anyMatch(wanted));
        return lines.stream().filter(wanted).findFirst().orElseThrow();
    }

    /** Waits for the end. */
    public synchronized void end() {
        awaitThat(() -> ended);
    }

    /** Holds this stream's lock, which is let go while nothing arrives. */
    private void awaitThat(BooleanSupplier condition) {
        var deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            var left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError("not in time; there is " + lines);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private synchronized void note(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void noteEnd() {
        ended = true;
        notifyAll();
    }

    private void read() {
        try (var text = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (var line = text.readLine(); line != null; line = text.readLine()) {
                note(line);
            }
        } catch (IOException cut) {
            note("cut off");
        } finally {
            noteEnd();
        }
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException gone) {
            note("closed");
        }
    }
}
