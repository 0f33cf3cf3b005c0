package dev.rota.dialect.laws;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a dialect says the few things that all of them can say. Calls are the tool's name and its arguments, with single
 * quotes, and {@code KEY}, {@code NUMBER}, {@code VERSION}, {@code WORD} and {@code TITLE} where those belong.
 *
 * @param path where it is spoken
 * @param create makes a task of that title; null where it cannot
 * @param read shows one, alone or among others
 * @param write gives one a status
 * @param retitle gives one a title; null where it cannot
 * @param beside the member that has the native status
 * @param shown by native status, the word that a task is shown with
 */
record Tongue(
        String path,
        @Nullable String create,
        String read,
        String write,
        @Nullable String retitle,
        String beside,
        Map<String, String> shown) {
    static final Tongue NATIVE = new Tongue(
            "/mcp/x/all",
            "create_task {'title': 'TITLE', 'project': 'DEV'}",
            "get_task {'task': 'KEY'}",
            "update_task {'task': 'KEY', 'status': 'WORD'}",
            "update_task {'task': 'KEY', 'title': 'TITLE'}",
            "status",
            words("backlog", "todo", "in_progress", "in_review", "done", "failed", "cancelled"));

    static final Tongue FIVE_TOOL = new Tongue(
            "/api/mcp",
            "create_task {'title': 'TITLE'}",
            "get_task {'taskId': 'KEY'}",
            "update_task {'taskId': 'KEY', 'status': 'WORD'}",
            "update_task {'taskId': 'KEY', 'title': 'TITLE'}",
            "nativeStatus",
            words("TODO", "TODO", "IN_PROGRESS", "IN_PROGRESS", "DONE", "CANCELLED", "CANCELLED"));

    static final Tongue WORK_X = new Tongue(
            "/api/mcp/rpc",
            null,
            "getTask {'taskId': 'KEY'}",
            "updateTask {'taskId': 'KEY', 'status': 'WORD'}",
            "updateTask {'taskId': 'KEY', 'title': 'TITLE'}",
            "nativeStatus",
            words("TODO", "TODO", "IN_PROGRESS", "IN_REVIEW", "DONE", "CANCELLED", "CANCELLED"));

    static final Tongue ANYTASK = new Tongue(
            "/mcp/anytask",
            "create_task {'title': 'TITLE'}",
            "list_tasks {'limit': 100}",
            "update_task {'task_id': 'KEY', 'version': VERSION, 'status': 'WORD'}",
            "update_task {'task_id': 'KEY', 'version': VERSION, 'title': 'TITLE'}",
            "native_status",
            words("backlog", "todo", "inprogress", "inprogress", "done", "canceled", "canceled"));

    static final Tongue TASK_MASTER = new Tongue(
            "/mcp/taskmaster",
            "add_task {'title': 'TITLE', 'description': 'D'}",
            "get_task {'id': 'NUMBER'}",
            "set_task_status {'id': 'NUMBER', 'status': 'WORD'}",
            null,
            "native_status",
            words("deferred", "pending", "in-progress", "review", "done", "cancelled", "cancelled"));

    static final Tongue MCP_TASKS = new Tongue(
            "/mcp/mcp-tasks",
            "tasks_create {'title': 'TITLE'}",
            "tasks_get {'id': 'KEY'}",
            "tasks_status {'id': 'KEY', 'status': 'WORD'}",
            "tasks_update {'id': 'KEY', 'title': 'TITLE'}",
            "native_status",
            words("pending", "pending", "in_progress", "in_progress", "completed", "failed", "cancelled"));

    static final List<Tongue> ALL = List.of(NATIVE, FIVE_TOOL, WORK_X, ANYTASK, TASK_MASTER, MCP_TASKS);

    /** One call of a tool. */
    record Call(String tool, JsonObject arguments) {}

    /** Words that may be written; each means the first status that it is shown for, or a later one. */
    List<String> written() {
        return shown.values().stream().distinct().toList();
    }

    String shownAs(String status) {
        return Objects.requireNonNull(shown.get(status), status);
    }

    static Call call(String sentence, Map<String, String> values) {
        var space = sentence.indexOf(' ');
        var arguments = sentence.substring(space + 1).replace('\'', '"');
        for (var value : new TreeMap<>(values).descendingMap().entrySet()) {
            arguments = arguments.replace(value.getKey(), value.getValue());
        }
        return new Call(sentence.substring(0, space), new JsonObject(arguments));
    }

    /** The object of the task in an answer, which has it alone or among others. */
    static JsonObject task(JsonObject answer, Names names) {
        if (answer.getJsonObject("task") != null) {
            return answer.getJsonObject("task");
        }
        if (answer.getJsonArray("tasks") == null) {
            return answer;
        }
        return answer.getJsonArray("tasks").stream()
                .map(JsonObject.class::cast)
                .filter(names::areOf)
                .findFirst()
                .orElseThrow(() -> new AssertionError(names + " is not among " + answer));
    }

    /** All names that one task has. */
    record Names(String key, long id, String uuid) {
        String number() {
            return key.substring(key.indexOf('-') + 1);
        }

        boolean areOf(JsonObject task) {
            return task.stream()
                    .filter(member -> member.getKey().toLowerCase(Locale.ROOT).matches("id|task_id|uuid|key"))
                    .map(member -> String.valueOf(member.getValue()))
                    .anyMatch(name -> name.equals(key) || name.equals(uuid) || name.equals(String.valueOf(id)));
        }
    }

    private static Map<String, String> words(String... words) {
        var statuses = List.of("backlog", "todo", "in_progress", "in_review", "done", "failed", "cancelled");
        var table = new TreeMap<String, String>();
        for (var i = 0; i < words.length; i++) {
            table.put(statuses.get(i), words[i]);
        }
        return table;
    }
}
