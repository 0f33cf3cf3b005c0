package dev.rota.task;

import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A task to be made. Texts are cleaned and checked here, so that nothing later asks again.
 *
 * @param field what errors are named after: empty for a single task, {@code tasks[3].} in a batch
 * @param kind {@code human}, {@code ai}, {@code mixed}, or null for any
 * @param parent key, id or uuid; null for none
 * @param dependsOn tasks that must finish first, at most 200
 * @param requirement key or id
 */
public record NewTask(
        String field,
        String title,
        Description description,
        TaskStatus status,
        int priority,
        @Nullable String kind,
        @Nullable String assignee,
        @Nullable String parent,
        List<String> dependsOn,
        List<String> labels,
        List<String> acceptance,
        @Nullable OffsetDateTime dueAt,
        @Nullable String requirement,
        JsonObject metadata) {
    public NewTask {
        title = CleanText.title(field + "title", title);
        description = description.within(field + "description");
        dependsOn = List.copyOf(dependsOn);
        labels = labels(field, labels);
        acceptance = acceptance(field, acceptance);
    }

    /** The tasks it names. */
    Stream<TaskRef> references() {
        var above = parent == null || parent.isEmpty()
                ? Stream.<TaskRef>empty()
                : Stream.of(TaskRef.parse(field + "parent", parent));
        return Stream.concat(
                above, dependsOn.stream().map(reference -> TaskRef.parse(field + "depends_on", reference)));
    }

    static List<String> labels(String field, List<String> given) {
        Set<String> unique = new TreeSet<>();
        given.forEach(label -> unique.add(CleanText.label(field + "labels", label)));
        return List.copyOf(unique);
    }

    static List<String> acceptance(String field, List<String> given) {
        return given.stream()
                .map(criterion -> CleanText.title(field + "acceptance", criterion))
                .toList();
    }
}
