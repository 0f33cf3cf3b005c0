package dev.rota.transfer;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lines of an export, comparable: without what belongs to the run, ids as numbers in the order of each type. */
final class ExportFile {
    private static final Map<String, String> REFERENCES = Map.of(
            "project", "project",
            "requirement", "requirement",
            "task", "task",
            "parent", "task",
            "target", "task",
            "attempt", "attempt",
            "assignment", "assignment",
            "artifact", "artifact",
            "agent", "agent");

    private final List<JsonObject> lines;
    private final Map<String, Integer> ordinals = new HashMap<>();

    ExportFile(String text) {
        lines = text.lines().map(JsonObject::new).toList();
    }

    List<JsonObject> lines() {
        return lines;
    }

    List<JsonObject> of(String type) {
        return lines.stream()
                .filter(line -> type.equals(line.getString("type")))
                .toList();
    }

    JsonObject counts() {
        return lines.get(lines.size() - 1).getJsonObject("counts");
    }

    /** Everything but the first line, what the organization is called, and the numbers that the database drew. */
    List<String> comparable() {
        var seen = new HashMap<String, Integer>();
        for (var line : lines) {
            if (line.containsKey("type") && line.containsKey("id")) {
                var type = line.getString("type");
                ordinals.put(type + line.getValue("id"), seen.merge(type, 1, Integer::sum));
            }
        }
        return lines.stream().skip(1).map(this::comparable).sorted().toList();
    }

    private String comparable(JsonObject line) {
        var plain = line.copy();
        var type = line.getString("type");
        if (type.equals("organization")) {
            plain.remove("slug");
            plain.remove("name");
        }
        if (type.equals("member")) {
            plain.remove("joined_at");
        }
        if (line.containsKey("id")) {
            plain.put("id", ordinals.get(type + line.getValue("id")));
        }
        REFERENCES.forEach((member, of) -> replace(plain, member, of));
        for (var member : List.of("who", "assignee")) {
            if (plain.getValue(member) instanceof JsonObject who) {
                replace(who, "agent", "agent");
            }
        }
        return plain.encode();
    }

    private void replace(JsonObject json, String member, String of) {
        if (json.getValue(member) instanceof Number number) {
            json.put(member, ordinals.get(of + number));
        }
    }
}
