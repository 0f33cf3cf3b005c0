package dev.rota.mcp;

import dev.rota.limit.Admission;
import dev.rota.limit.LimitSettings;
import dev.rota.limit.Places;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What an endpoint needs to keep streams of notifications.
 *
 * @param places how many may be open; shared by all endpoints of the node
 * @param looks lets some streams look at a time, the others wait; apart from calls, because a look is also how the stream
 *     of a credential that was revoked ends
 * @param stopping whether this node is about to leave, when streams end so that their clients find another
 */
public record Listening(
        Vertx vertx, ResourceWatches resources, Places places, Admission looks, BooleanSupplier stopping) {
    /** Streams that one credential may have open on a node (security section 9). */
    public static final int OF_CREDENTIAL = 5;

    private static final int OF_ORGANIZATION = 100;
    private static final int OF_NODE = 5_000;
    /** At the same time. */
    private static final int LOOKS = 16;

    /** What the looks of one node's streams pass. */
    public static Admission looks(Vertx vertx, LimitSettings settings) {
        return new Admission(vertx, settings.apart(LOOKS, 2 * OF_NODE, Duration.ofSeconds(2)));
    }

    /** The places of one node, all free. */
    public static Places freePlaces() {
        return new Places(OF_CREDENTIAL, OF_ORGANIZATION, OF_NODE, Duration.ofSeconds(30));
    }
}
