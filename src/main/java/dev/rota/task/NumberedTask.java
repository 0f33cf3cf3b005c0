package dev.rota.task;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A task as its project counts it, with what it waits for and what lies below it.
 *
 * @param name its number, or for a subtask {@code 15.2}: what {@link TaskName} reads
 * @param description Markdown; empty for none
 * @param dependencies names of what it waits or waited for, keys where they are another project's
 * @param blockedBy those of them that are not finished
 * @param claimed whether somebody holds it now
 * @param subtasks in their order, at most 100; empty where nobody asked for them
 * @param notes the newest ten comments, newest first, as {@code get_task} has them; empty where nobody asked for them
 * @param truncated members that are not all there is
 */
public record NumberedTask(
        long id,
        String key,
        String name,
        String title,
        String description,
        TaskStatus status,
        int priority,
        List<String> dependencies,
        List<String> blockedBy,
        List<String> labels,
        List<String> acceptance,
        Complexity complexity,
        boolean claimed,
        List<NumberedTask> subtasks,
        List<JsonObject> notes,
        Set<String> truncated) {
    /** Of a row below another, what is left of it may be this many times as long as one text. */
    private static final int NESTED = 8;

    public NumberedTask {
        dependencies = List.copyOf(dependencies);
        blockedBy = List.copyOf(blockedBy);
        labels = List.copyOf(labels);
        acceptance = List.copyOf(acceptance);
        subtasks = List.copyOf(subtasks);
        notes = List.copyOf(notes);
        truncated = Collections.unmodifiableSet(new TreeSet<>(truncated)); // told in an order that is always the same
    }

    static NumberedTask of(JsonObject json) {
        return new NumberedTask(
                json.getLong("id"),
                json.getString("key"),
                json.getString("name"),
                json.getString("title"),
                json.getString("description", ""),
                TaskStatus.of(json.getString("status")),
                json.getInteger("priority"),
                texts(json.getJsonArray("dependencies")),
                texts(json.getJsonArray("blocked_by")),
                texts(json.getJsonArray("labels")),
                texts(json.getJsonArray("acceptance")),
                new Complexity(Complexity.Grade.of(json.getString("complexity")), json.getInteger("score")),
                json.getBoolean("claimed"),
                objects(json.getJsonArray("subtasks")).stream()
                        .map(NumberedTask::of)
                        .toList(),
                objects(json.getJsonArray("notes")),
                json.getBoolean("cut") ? Set.of("description") : Set.of());
    }

    private static List<String> texts(@Nullable JsonArray array) {
        return array == null
                ? List.of()
                : array.stream().map(String.class::cast).toList();
    }

    private static List<JsonObject> objects(@Nullable JsonArray array) {
        return array == null
                ? List.of()
                : array.stream().map(JsonObject.class::cast).toList();
    }

    /** The same with texts of at most that many characters, and with as many notes and subtasks as go with such texts. */
    public NumberedTask cutTo(int longest) {
        var cut = new TreeSet<>(truncated);
        var shown = description;
        if (shown.length() > longest) {
            shown = shown.substring(0, shown.offsetByCodePoints(0, shown.codePointCount(0, longest)));
            cut.add("description");
        }
        var keptNotes = new ArrayList<JsonObject>();
        var length = 0L;
        for (var note : notes) {
            length += note.encode().length();
            if (length > longest) {
                cut.add("notes");
                break;
            }
            keptNotes.add(note);
        }
        var keptSubtasks = new ArrayList<NumberedTask>();
        length = 0L;
        for (var subtask : subtasks) {
            var small = subtask.cutTo(longest);
            length += small.size();
            if (length > (long) NESTED * longest) {
                cut.add("subtasks");
                break;
            }
            keptSubtasks.add(small);
        }
        return with(shown, keptSubtasks, keptNotes, cut);
    }

    /** The same with those of its subtasks that are in one of the statuses. */
    public NumberedTask withSubtasksIn(Collection<TaskStatus> statuses) {
        var kept = subtasks.stream()
                .filter(subtask -> statuses.contains(subtask.status()))
                .toList();
        return with(description, kept, notes, truncated);
    }

    private int size() {
        return 200
                + title.length()
                + description.length()
                + acceptance.stream().mapToInt(String::length).sum()
                + 8 * (dependencies.size() + blockedBy.size());
    }

    private NumberedTask with(
            String shown, List<NumberedTask> keptSubtasks, List<JsonObject> keptNotes, Set<String> cut) {
        return new NumberedTask(
                id,
                key,
                name,
                title,
                shown,
                status,
                priority,
                dependencies,
                blockedBy,
                labels,
                acceptance,
                complexity,
                claimed,
                keptSubtasks,
                keptNotes,
                cut);
    }
}
