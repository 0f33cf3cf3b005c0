package dev.rota.fault;

import dev.rota.database.DatabaseAddress;
import dev.rota.settings.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The way to a database over real TCP, on which things go wrong when a test says so. Without a fault it passes on what comes,
 * as it comes. Any thread.
 */
public final class FaultProxy implements AutoCloseable {
    private final DatabaseAddress direct;
    private final InetSocketAddress database;
    private final int port;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor late = new ScheduledThreadPoolExecutor(1, daemon("proxy-late"));
    private volatile ServerSocket listening;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean silent;
    private volatile double lostCommits;

    private FaultProxy(DatabaseAddress direct) throws IOException {
        this.direct = direct;
        this.database = new InetSocketAddress(direct.host(), direct.port());
        this.port = FreePorts.choose(); // nobody takes it while it refuses
        this.listening = listen();
    }

    public static FaultProxy before(DatabaseAddress direct) {
        try {
            return new FaultProxy(direct);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same database, by this way. */
    public DatabaseAddress through() {
        return new DatabaseAddress("localhost", port, direct.database(), direct.sslMode(), null, direct.passwords());
    }

    /** On loopback. */
    public int port() {
        return port;
    }

    /** Answers of the database come so much later from now on. */
    public void delay(Duration by) {
        delay = by;
    }

    /** Nothing arrives in either direction from now on, and nobody is told: connections of that time never recover. */
    public void fallSilent() {
        silent = true;
        links.forEach(Link::silence);
    }

    /** Nobody listens from now on; connections that are open go on. */
    public void refuse() {
        close(listening);
    }

    /** Resets every connection that is open now; those that are made meanwhile are left alone. */
    public void reset() {
        List.copyOf(links).forEach(Link::reset);
    }

    /** The database's side of every connection ends in order; what is sent to it still goes through. */
    public void halfClose() {
        links.forEach(Link::halfClose);
    }

    /** The next answer on every connection ends in its middle, and the connection with it. */
    public void truncate() {
        links.forEach(link -> link.garble(Link.Garbling.TRUNCATED));
    }

    /** The next answer on every connection is noise of the same length. */
    public void corrupt() {
        links.forEach(link -> link.garble(Link.Garbling.NOISE));
    }

    /**
     * From now on {@code COMMIT} arrives and takes effect, and that share of its answers is not passed on: the connection is
     * reset in its place.
     */
    public void loseCommitAnswers(double share) {
        lostCommits = share;
    }

    /** No further faults. What they did to open connections stays. */
    public void heal() {
        delay = Duration.ZERO;
        silent = false;
        lostCommits = 0;
        if (listening.isClosed()) {
            try {
                listening = listen();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** How many connections are open. */
    public int open() {
        return links.size();
    }

    @Override
    public void close() {
        close(listening);
        reset();
        late.shutdownNow();
    }

    Duration delay() {
        return delay;
    }

    double lostCommits() {
        return lostCommits;
    }

    /** On one thread, in order. */
    ScheduledThreadPoolExecutor late() {
        return late;
    }

    void ended(Link link) {
        links.remove(link);
    }

    private ServerSocket listen() throws IOException {
        var server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        daemon("proxy-accept").newThread(() -> accept(server)).start();
        return server;
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException closedOrAway) {
                Thread.onSpinWait(); // the client sees it for itself
            }
        }
    }

    private void connect(Socket client) throws IOException {
        client.setTcpNoDelay(true);
        var onward = new Socket();
        try {
            onward.connect(database, 2_000);
            onward.setTcpNoDelay(true);
        } catch (IOException away) {
            client.close();
            onward.close();
            return;
        }
        var link = new Link(this, client, onward);
        links.add(link);
        if (silent) {
            link.silence();
        }
        link.start();
    }

    private static void close(ServerSocket server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static java.util.concurrent.ThreadFactory daemon(String name) {
        return work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
