package dev.rota.operation;

import dev.rota.json.JsonBytes;

/**
 * A change that is committed.
 *
 * @param replayed whether it happened at an earlier request with the same key, of which this is the kept answer
 */
public record Done(JsonBytes json, boolean replayed) {
    /** The answer with the mark of a repetition in it (security R-15). */
    public JsonBytes marked() {
        return replayed ? JsonBytes.of(json.toJsonObject().put("duplicate_of_request", true)) : json;
    }
}
