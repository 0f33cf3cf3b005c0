package dev.rota.mcp.catalog;

import dev.rota.failure.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Other names under which arguments are accepted without being listed. A synonym never applies where the tool has an
 * argument of that name, nor where it lacks the one that is meant.
 *
 * @param targets synonym to listed name
 * @param numeric arguments that name something: whether string or integer is published, they may be given as either,
 *     such as a task's key or number, and arrive as text
 */
public record ArgumentSynonyms(Map<String, String> targets, Set<String> numeric) {
    public static final ArgumentSynonyms NONE = new ArgumentSynonyms(Map.of(), Set.of());

    /** Those of the native tools (catalogue section 1, rule 10): spellings that the systems it carries on use. */
    public static final ArgumentSynonyms NATIVE = new ArgumentSynonyms(
            Map.ofEntries(
                    Map.entry("task_id", "task"),
                    Map.entry("taskId", "task"),
                    Map.entry("id", "task"),
                    Map.entry("identifier", "task"),
                    Map.entry("workspace", "project"),
                    Map.entry("workspace_id", "project"),
                    Map.entry("projectId", "project"),
                    Map.entry("assignee_id", "assignee"),
                    Map.entry("version", "if_version"),
                    Map.entry("idempotency_key", "request_id"),
                    Map.entry("due_date", "due_at"),
                    Map.entry("completedAt", "completed_at"),
                    Map.entry("type", "kind"),
                    Map.entry("search", "query"),
                    Map.entry("q", "query")),
            Set.of("task", "tasks", "parent", "depends_on", "add", "remove", "project", "requirement"));

    public ArgumentSynonyms {
        targets = Map.copyOf(targets);
        numeric = Set.copyOf(numeric);
    }

    /**
     * The arguments under their listed names.
     *
     * @param known every argument the tool accepts
     */
    JsonObject resolve(JsonObject given, Set<String> known) {
        var resolved = new JsonObject();
        given.forEach(member -> {
            var name = listed(member.getKey(), known);
            put(
                    resolved,
                    name,
                    member.getKey(),
                    numeric.contains(name) ? asText(member.getValue()) : member.getValue());
        });
        return resolved;
    }

    private String listed(String given, Set<String> known) {
        var target = targets.get(given);
        return target == null || known.contains(given) || !known.contains(target) ? given : target;
    }

    private static void put(JsonObject into, String name, String given, @Nullable Object value) {
        var earlier = into.getValue(name);
        if (earlier != null && value != null && !earlier.equals(value)) {
            throw new Failure.InvalidInput(
                            given, "'" + given + "' and '" + name + "' are the same argument with different values")
                    .asException();
        }
        if (earlier == null) {
            into.put(name, value);
        }
    }

    private static @Nullable Object asText(@Nullable Object value) {
        if (value instanceof JsonArray array) {
            return new JsonArray(array.stream().map(ArgumentSynonyms::asText).collect(Collectors.toList()));
        }
        return value instanceof Integer || value instanceof Long ? value.toString() : value;
    }
}
