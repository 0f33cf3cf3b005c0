package dev.rota.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The way to a database, on which a test can lose bytes. */
final class Relay {
    private final Vertx vertx;
    private final DatabaseAddress to;
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean losingCommitAnswers;
    private volatile boolean silent;
    private int port;

    private Relay(Vertx vertx, DatabaseAddress to) {
        this.vertx = vertx;
        this.to = to;
    }

    static Future<Relay> open(Vertx vertx, DatabaseAddress to) {
        var relay = new Relay(vertx, to);
        return vertx.createNetServer()
                .connectHandler(relay::connect)
                .listen(0, "127.0.0.1")
                .map(NetServer::actualPort)
                .map(port -> {
                    relay.port = port;
                    return relay;
                });
    }

    DatabaseAddress address() {
        return new DatabaseAddress("127.0.0.1", port, to.database(), to.sslMode(), null, to.passwords());
    }

    /** From now on a {@code COMMIT} arrives, and its answer does not: the connection is cut in its place. */
    void loseCommitAnswers(boolean lose) {
        losingCommitAnswers = lose;
    }

    /** From now on nothing arrives in either direction, and nobody is told. */
    void fallSilent(boolean nothing) {
        silent = nothing;
    }

    /** Cuts every connection there is. */
    void cut() {
        open.forEach(socket -> socket.close().onFailure(Throwable::printStackTrace));
    }

    private void connect(NetSocket client) {
        client.pause();
        vertx.createNetClient().connect(to.port(), to.host()).onSuccess(server -> {
            open.add(client);
            var state = new boolean[1];
            client.handler(bytes -> {
                if (!silent) {
                    state[0] = losingCommitAnswers && isCommit(bytes);
                    server.write(bytes).onFailure(lost -> {});
                }
            });
            server.handler(bytes -> answer(client, bytes, state[0]));
            client.closeHandler(closed -> {
                open.remove(client);
                server.close().onFailure(Throwable::printStackTrace);
            });
            server.closeHandler(closed -> client.close().onFailure(Throwable::printStackTrace));
            client.resume();
        });
    }

    private void answer(NetSocket client, Buffer bytes, boolean toCommit) {
        if (toCommit) {
            client.close().onFailure(Throwable::printStackTrace);
        } else if (!silent) {
            client.write(bytes).onFailure(lost -> {});
        }
    }

    private static boolean isCommit(Buffer bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1).contains("COMMIT");
    }
}
