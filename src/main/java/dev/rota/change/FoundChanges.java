package dev.rota.change;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What a look found.
 *
 * @param events as they are told, in the order of each organization's {@code seq}
 * @param reached up to where all was looked at
 * @param more whether there may be more right behind it
 */
public record FoundChanges(List<JsonObject> events, ChangePlace reached, boolean more) {
    public FoundChanges {
        events = List.copyOf(events);
    }
}
