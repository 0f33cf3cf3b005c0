package dev.rota.mcp;

import dev.rota.limit.StreamPlaces;
import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;

/**
 * What an endpoint needs to keep streams of notifications.
 *
 * @param places how many may be open; shared by all endpoints of the node
 * @param stopping whether this node is about to leave, when streams end so that their clients find another
 */
public record Listening(Vertx vertx, ResourceWatches resources, StreamPlaces places, BooleanSupplier stopping) {}
