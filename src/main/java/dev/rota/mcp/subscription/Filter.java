package dev.rota.mcp.subscription;

import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a client wants to hear of (MCP subscriptions, "Notification Filter"). Lists of tools, prompts and resources change
 * with a release only, so nothing is declared of their changes, and who wants to hear of them is passed over.
 *
 * @param resources URIs
 * @param tasks ids of background tasks
 */
record Filter(Set<String> resources, Set<String> tasks) {
    private static final int MOST_RESOURCES = 50;
    private static final int MOST_TASKS = 20;
    private static final List<String> LISTS = List.of("toolsListChanged", "promptsListChanged", "resourcesListChanged");

    /** @throws ProtocolException with {@code invalid_params} for what is no filter, or follows too much */
    static Filter of(JsonObject params) {
        if (!(params.getValue("notifications") instanceof JsonObject wanted)) {
            throw ProtocolException.invalidParams("'notifications' must be an object");
        }
        for (var list : LISTS) {
            if (wanted.containsKey(list) && !(wanted.getValue(list) instanceof Boolean)) {
                throw ProtocolException.invalidParams("'" + list + "' must be true or false");
            }
        }
        return new Filter(texts(wanted, "resourceSubscriptions", MOST_RESOURCES), texts(wanted, "taskIds", MOST_TASKS));
    }

    private static Set<String> texts(JsonObject wanted, String member, int most) {
        if (!wanted.containsKey(member)) {
            return Set.of();
        }
        if (!(wanted.getValue(member) instanceof JsonArray items)
                || items.size() > most
                || !items.stream().allMatch(String.class::isInstance)) {
            throw ProtocolException.invalidParams("'" + member + "' must be at most " + most + " strings");
        }
        var texts = new LinkedHashSet<String>();
        items.forEach(item -> texts.add((String) item));
        return texts;
    }

    /** As it is acknowledged: what is there of it. */
    static JsonObject acknowledged(Collection<String> resources, Collection<String> tasks) {
        var honoured = new JsonObject();
        if (!resources.isEmpty()) {
            honoured.put("resourceSubscriptions", new JsonArray(List.copyOf(resources)));
        }
        if (!tasks.isEmpty()) {
            honoured.put("taskIds", new JsonArray(List.copyOf(tasks)));
        }
        return honoured;
    }
}
