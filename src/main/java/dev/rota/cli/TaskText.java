package dev.rota.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tasks as text for people. */
final class TaskText {
    private TaskText() {}

    /** One line each, subtasks behind their parents. */
    static void list(PrintWriter out, JsonObject answer) {
        var rows = new ArrayList<List<String>>();
        objects(answer, "tasks").forEach(task -> {
            rows.add(row(task));
            objects(task, "subtasks").forEach(subtask -> rows.add(row(subtask)));
        });
        Columns.print(out, rows);
        if (answer.getBoolean("truncated", false)) {
            out.println(
                    answer.containsKey("next_cursor")
                            ? "There are more: add --cursor=" + answer.getValue("next_cursor")
                            : "There are more.");
        }
    }

    private static List<String> row(JsonObject task) {
        var waits = texts(task, "blocked_by");
        return List.of(
                task.getString("id"),
                task.getString("status"),
                task.getString("priority"),
                task.getString("title") + (waits.isEmpty() ? "" : "  (waits for " + waits + ")"));
    }

    /** All there is of one. */
    static void show(PrintWriter out, JsonObject task) {
        out.println(task.getString("id") + "  " + task.getString("title"));
        out.println("status: " + task.getString("status") + ", priority: " + task.getString("priority"));
        section(out, "depends on", texts(task, "dependencies"));
        section(out, "waits for", texts(task, "blocked_by"));
        section(out, "description", task.getString("description", ""));
        section(out, "details", task.getString("details", ""));
        section(out, "test strategy", task.getString("testStrategy", ""));
        section(
                out,
                "subtasks",
                objects(task, "subtasks").stream()
                        .map(one -> one.getString("id") + " " + one.getString("status") + " " + one.getString("title"))
                        .collect(Collectors.joining("\n")));
        section(
                out,
                "notes",
                objects(task, "notes").stream()
                        .map(one -> one.getString("at") + " " + one.getString("author") + ": " + one.getString("text"))
                        .collect(Collectors.joining("\n")));
    }

    private static void section(PrintWriter out, String name, String text) {
        if (!text.isEmpty()) {
            out.println(name + ":");
            text.lines().forEach(line -> out.println("  " + line));
        }
    }

    static List<JsonObject> objects(JsonObject in, String member) {
        return in.getJsonArray(member, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String texts(JsonObject in, String member) {
        return in.getJsonArray(member, new JsonArray()).stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }
}
