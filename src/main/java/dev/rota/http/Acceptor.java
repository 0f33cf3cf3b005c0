package dev.rota.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/** Takes a new connection of one event loop, within the limits, or closes it. */
final class Acceptor implements Handler<HttpConnection> {
    private final HttpSettings settings;
    private final HttpServerOptions options;
    private final Drain drain;
    private final ResponseHeaders headers;
    private final OpenConnections connections;
    private final ClientAddress addresses;
    private @Nullable LoopTurn turn;

    Acceptor(
            HttpSettings settings,
            HttpServerOptions options,
            Drain drain,
            ResponseHeaders headers,
            OpenConnections connections) {
        this.settings = settings;
        this.options = options;
        this.drain = drain;
        this.headers = headers;
        this.connections = connections;
        this.addresses = new ClientAddress(settings.trustedProxies());
    }

    @Override
    public void handle(HttpConnection connection) {
        var address = ClientAddress.of(connection.remoteAddress());
        var trusted = addresses.isTrustedProxy(address);
        if (!connections.open(address, trusted)) {
            connection.close().onFailure(Losses::ignore);
            return;
        }
        connection.exceptionHandler(Losses::ignore);
        connection.closeHandler(closed -> connections.close(address, trusted));
        var pipeline =
                ((HttpServerConnection) connection).channelHandlerContext().pipeline();
        if (turn == null) {
            turn = new LoopTurn(pipeline.channel().eventLoop());
        }
        ConnectionGuard.install(pipeline, settings, options, drain, headers, turn);
    }
}
