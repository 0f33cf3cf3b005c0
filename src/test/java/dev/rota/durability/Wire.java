package dev.rota.durability;

import static dev.rota.TestDatabase.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** TCP from one port to another, which can be cut: then connections stay, and nothing arrives in either direction. */
final class Wire {
    private static final String HOST = "127.0.0.1";

    private final NetClient client;
    private final int to;
    private final Set<NetSocket> ends = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    Wire(Vertx vertx, int from, int to) {
        this.to = to;
        client = vertx.createNetClient();
        await(vertx.createNetServer().connectHandler(this::connect).listen(from, HOST));
    }

    void cut() {
        cut = true;
        ends.forEach(NetSocket::pause);
    }

    void mend() {
        cut = false;
        ends.forEach(NetSocket::resume);
    }

    private void connect(NetSocket near) {
        near.pause();
        client.connect(to, HOST)
                .onSuccess(far -> {
                    join(near, far);
                    join(far, near);
                })
                .onFailure(refused -> near.close().onFailure(gone -> {}));
    }

    private void join(NetSocket one, NetSocket other) {
        ends.add(one);
        one.handler(other::write);
        one.exceptionHandler(broken -> {});
        one.closeHandler(closed -> {
            ends.remove(one);
            other.close().onFailure(gone -> {});
        });
        if (cut) {
            one.pause();
        } else {
            one.resume();
        }
    }
}
