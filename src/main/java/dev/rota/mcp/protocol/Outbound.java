package dev.rota.mcp.protocol;

import dev.rota.json.JsonBytes;

/** Where notifications of a running request go. */
@FunctionalInterface
public interface Outbound {
    /** Nowhere: a batch is answered as a whole. */
    Outbound NONE = message -> {};

    /** Sends one message, or drops it where the client takes none or is gone. */
    void send(JsonBytes message);
}
