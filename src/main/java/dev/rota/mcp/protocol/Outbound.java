package dev.rota.mcp.protocol;

import dev.rota.json.JsonBytes;
import java.time.Duration;

/** Where notifications of a running request go. */
@FunctionalInterface
public interface Outbound {
    /** Nowhere: a batch is answered as a whole. */
    Outbound NONE = message -> {};

    /** Sends one message, or drops it where the client takes none or is gone. */
    void send(JsonBytes message);

    /** Whether a message that is sent now would be dropped for want of room: then is a time to keep it. */
    default boolean isFull() {
        return false;
    }

    /** Begins a stream whatever else the client would take, of a request that may last that long. */
    default void begin(Duration longest) {}
}
