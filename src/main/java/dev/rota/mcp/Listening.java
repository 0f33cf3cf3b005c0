package dev.rota.mcp;

import dev.rota.limit.Places;
import dev.rota.limit.Turnstile;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What an endpoint needs to keep streams of notifications.
 *
 * @param places how many may be open; shared by all endpoints of the node
 * @param turnstile by which each look of a stream finds its place among the calls at work
 * @param stopping whether this node is about to leave, when streams end so that their clients find another
 */
public record Listening(
        Vertx vertx, ResourceWatches resources, Places places, Turnstile turnstile, BooleanSupplier stopping) {
    /** Streams that one credential may have open on a node (security section 9). */
    public static final int OF_CREDENTIAL = 5;

    private static final int OF_ORGANIZATION = 100;
    private static final int OF_NODE = 5_000;

    /** The places of one node, all free. */
    public static Places freePlaces() {
        return new Places(OF_CREDENTIAL, OF_ORGANIZATION, OF_NODE, Duration.ofSeconds(30));
    }
}
