package dev.rota.logging;

import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;

/** Has {@link RequestFacts} known to every Vertx of the process: what is registered later has no place in its contexts. */
public final class RequestFactsProvider implements VertxServiceProvider {
    @Override
    public void init(VertxBootstrap bootstrap) {
        if (RequestFacts.LOCAL == null) {
            throw new IllegalStateException("contexts have no place for the facts of requests");
        }
    }
}
