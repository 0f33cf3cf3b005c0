package dev.rota.cli.bridge;

import io.vertx.core.json.JsonObject;

/** Looks on as answers pass. For any thread; never fails. */
@FunctionalInterface
public interface Traffic {
    /** Nobody. */
    Traffic UNWATCHED = (request, answer) -> {};

    /**
     * An answer, or a notification before it.
     *
     * @param request what it belongs to; empty for a batch
     * @param answer as it is passed on
     */
    void heard(JsonObject request, String answer);
}
