package dev.rota.dialect.taskmaster;

import dev.rota.dialect.DialectCall;
import dev.rota.failure.Failure;
import dev.rota.task.Description;
import dev.rota.task.NumberedTask;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdate;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Task-Master's fields as changes of ours. A word that is shown already changes nothing (catalogue section 9, rule a). */
final class FieldChanges {
    private static final List<String> FIELDS =
            List.of("title", "description", "details", "testStrategy", "priority", "metadata");

    private FieldChanges() {}

    /** Whether the call would change a field. */
    static boolean any(DialectCall call) {
        return FIELDS.stream().anyMatch(call.arguments()::has);
    }

    static TaskUpdate status(String word) {
        return update(
                null,
                null,
                TaskMasterArguments.status("status", word),
                Set.copyOf(TaskMasterWords.STATUS.shownAs(word)),
                null,
                null,
                List.of(),
                List.of(),
                null,
                null);
    }

    /** One that puts the task below another; the empty text takes it out from below any. */
    static TaskUpdate parent(String parent) {
        return update(null, null, null, Set.of(), null, parent, List.of(), List.of(), null, null);
    }

    static TaskUpdate labels(List<String> added, List<String> removed) {
        return update(null, null, null, Set.of(), null, null, added, removed, null, null);
    }

    /** What the arguments say of a task that is now {@code before}. */
    static TaskUpdate of(DialectCall call, NumberedTask before) {
        var arguments = call.arguments();
        var strategy = arguments.text("testStrategy");
        var priority = arguments.text("priority");
        return update(
                arguments.text("title"),
                description(call, before),
                null,
                Set.of(),
                priority == null
                                || TaskMasterWords.PRIORITY
                                        .word(before.priority())
                                        .equals(priority)
                        ? null
                        : TaskMasterWords.PRIORITY.meaning(priority),
                null,
                List.of(),
                List.of(),
                strategy == null ? null : criteria(strategy),
                arguments.object("metadata"));
    }

    private static @Nullable Description description(DialectCall call, NumberedTask before) {
        var arguments = call.arguments();
        if (!arguments.has("description") && !arguments.has("details")) {
            return null;
        }
        var now = DetailedText.of(before.description());
        return Description.ofText(new DetailedText(
                        arguments.text("description", now.description()), arguments.text("details", now.details()))
                .text());
    }

    /** Each line is a criterion; one that is too long is refused under the name it was given by. */
    static List<String> criteria(String strategy) {
        var lines = Stream.of(strategy.split("\n", -1))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.size() > 100 || lines.stream().anyMatch(line -> line.codePointCount(0, line.length()) > 500)) {
            throw new Failure.InvalidInput(
                            "testStrategy", "'testStrategy' may have at most 100 lines, of at most 500 characters each")
                    .asException();
        }
        return lines;
    }

    private static TaskUpdate update(
            @Nullable String title,
            @Nullable Description description,
            @Nullable TaskStatus status,
            Set<TaskStatus> asGoodAs,
            @Nullable Integer priority,
            @Nullable String parent,
            List<String> addLabels,
            List<String> removeLabels,
            @Nullable List<String> acceptance,
            @Nullable JsonObject metadata) {
        return new TaskUpdate(
                null,
                title,
                description,
                status,
                asGoodAs,
                priority,
                null,
                null,
                parent,
                null,
                addLabels,
                removeLabels,
                acceptance,
                null,
                null,
                metadata);
    }
}
