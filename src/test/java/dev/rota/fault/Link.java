package dev.rota.fault;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** One connection through the proxy: two sockets, and a thread for each direction. */
final class Link {
    enum Garbling {
        NONE,
        TRUNCATED,
        NOISE
    }

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket database;
    private final FrontendMessages asked = new FrontendMessages();
    private volatile boolean silent;
    private volatile boolean committing;
    private volatile Garbling next = Garbling.NONE;
    private long lastDueNanos = System.nanoTime();
    private int late;

    Link(FaultProxy proxy, Socket client, Socket database) {
        this.proxy = proxy;
        this.client = client;
        this.database = database;
    }

    void start() {
        var threads = FaultProxy.daemon("proxy-link");
        threads.newThread(() -> pump(client, this::ask)).start();
        threads.newThread(() -> pump(database, this::answer)).start();
    }

    void silence() {
        silent = true;
    }

    void garble(Garbling how) {
        next = how;
    }

    void halfClose() {
        try {
            client.shutdownOutput();
        } catch (IOException gone) {
            end();
        }
    }

    /** The client gets a reset; the database an end, so that it does what it was asked before. */
    void reset() {
        try {
            client.setSoLinger(true, 0);
        } catch (IOException gone) {
            next = Garbling.NONE;
        }
        end();
    }

    private interface Passing {
        void pass(byte[] bytes) throws IOException;
    }

    private void pump(Socket from, Passing passing) {
        var buffer = new byte[16 * 1024];
        try {
            var in = from.getInputStream();
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (!silent) {
                    passing.pass(Arrays.copyOf(buffer, count));
                }
            }
            if (!silent) {
                end();
            }
        } catch (IOException gone) {
            end();
        }
    }

    private void ask(byte[] bytes) throws IOException {
        if (asked.haveCommit(bytes) && ThreadLocalRandom.current().nextDouble() < proxy.lostCommits()) {
            committing = true;
        }
        database.getOutputStream().write(bytes);
    }

    private void answer(byte[] bytes) throws IOException {
        if (committing) {
            if (isCommandComplete(bytes)) {
                reset();
            }
            return;
        }
        var how = next;
        next = Garbling.NONE;
        switch (how) {
            case NONE -> send(bytes);
            case NOISE -> {
                ThreadLocalRandom.current().nextBytes(bytes);
                send(bytes);
            }
            case TRUNCATED -> {
                send(Arrays.copyOf(bytes, bytes.length / 2));
                end();
            }
        }
    }

    /** Late where there is a delay, and never before what came earlier, which may be late for longer than it was to be. */
    private synchronized void send(byte[] bytes) throws IOException {
        if (proxy.delay().isZero() && late == 0) {
            client.getOutputStream().write(bytes);
            return;
        }
        late++;
        var now = System.nanoTime();
        lastDueNanos = Math.max(now + proxy.delay().toNanos(), lastDueNanos + 1);
        var unused = proxy.late().schedule(() -> sendLate(bytes), lastDueNanos - now, TimeUnit.NANOSECONDS);
    }

    private synchronized void sendLate(byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException gone) {
            end();
        } finally {
            late--;
        }
    }

    /** Of a COMMIT, or of the ROLLBACK that it became. */
    private static boolean isCommandComplete(byte[] answer) {
        var text = new String(answer, StandardCharsets.ISO_8859_1);
        return text.contains("COMMIT\0") || text.contains("ROLLBACK\0");
    }

    private void end() {
        proxy.ended(this);
        close(client);
        close(database);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            Thread.onSpinWait();
        }
    }
}
