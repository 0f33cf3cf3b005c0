package dev.rota.oauth.upstream;

import dev.rota.egress.ExtraAuthorities;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.PoolOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How providers are reached. The library makes a client of its own and bounds nothing, so it is given the name of this one,
 * which it then shares: few connections, few that wait for one, and none that lives for more than six seconds.
 */
final class ProviderConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderConnections.class);
    private static final String NAME = "upstream";
    private static final int CONNECT_MS = 3_000;
    private static final long LONGEST_MS = 6_000;
    private static final int MOST = 16;
    private static final int MOST_WAITING = 64;

    private final Vertx vertx;
    private final HttpClientOptions options;
    private final HttpClient client;

    /** @param authorities null where those of the Java runtime are enough */
    ProviderConnections(Vertx vertx, @Nullable ExtraAuthorities authorities) {
        this.vertx = vertx;
        options = new HttpClientOptions()
                .setShared(true)
                .setName(NAME)
                .setConnectTimeout(CONNECT_MS)
                .setKeepAlive(false);
        if (authorities != null) {
            options.setTrustOptions(authorities.trust());
        }
        client = vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(MOST).setMaxWaitQueueSize(MOST_WAITING))
                .withConnectHandler(this::end)
                .build();
    }

    HttpClientOptions options() {
        return options;
    }

    HttpClient client() {
        return client;
    }

    /** With it ends whatever is still being read, however long it is. */
    private void end(HttpConnection connection) {
        var timer = vertx.setTimer(
                LONGEST_MS,
                id -> connection.close().onFailure(problem -> LOG.debug("a connection was closed already", problem)));
        connection.closeHandler(closed -> vertx.cancelTimer(timer));
    }
}
