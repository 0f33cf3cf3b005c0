package dev.rota.cli.bridge;

import dev.rota.cli.remote.MessageHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** The revision that {@code initialize} has agreed on, which later requests of that era name in a header. For any thread. */
final class Handshake {
    private volatile String agreed = "";

    /** Empty before it, and for clients that need none. */
    String agreed() {
        return agreed;
    }

    /** Looks whether {@code answer} is that of a handshake. */
    void heard(Message request, String answer) {
        if (!request.method().equals("initialize") || MessageHeaders.isModern(request.json())) {
            return;
        }
        try {
            if (new JsonObject(answer).getValue("result") instanceof JsonObject result
                    && result.getValue("protocolVersion") instanceof String version) {
                agreed = version;
            }
        } catch (DecodeException notJson) {
            agreed = "";
        }
    }
}
