package dev.rota.dialect.taskmaster;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.project.Project;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.NumberedFilter;
import dev.rota.task.NumberedTask;
import dev.rota.task.ProjectTags;
import dev.rota.task.TaskBatch;
import dev.rota.task.TaskName;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies the tasks of one tag into another: with their subtasks, and waiting for each other as the originals do. */
record TagCopies(TaskMasterRules rules) {
    private static final int MOST = 50;

    /** An original, with its parent's name; null where that is none of the copied. */
    private record Original(NumberedTask task, @Nullable String parent) {}

    /** How many were copied. Fails with {@code limit_exceeded} beyond 50, as every batch. */
    Future<Integer> copy(TaskMasterChange change, Project project, String from, String to) {
        var all = new NumberedFilter(from, Arrays.asList(TaskStatus.values()), false, false, true, 0, MOST);
        return rules.numbered()
                .list(change.tx().reading(), change.caller(), change.project(), all)
                .map(page -> originals(page.tasks(), page.more()))
                .compose(originals -> TaskMasterChange.inTurn(originals, one -> whole(change, one)))
                .compose(originals -> items(change, originals, to))
                .compose(items -> new TaskBatch(items).create(change.tx(), change.caller(), project, rules.creation()))
                .map(List::size);
    }

    private static List<Original> originals(List<NumberedTask> tasks, boolean more) {
        var originals = tasks.stream()
                .flatMap(task -> Stream.concat(
                        Stream.of(new Original(task, null)),
                        task.subtasks().stream().map(subtask -> new Original(subtask, task.name()))))
                .toList();
        if (more || originals.size() > MOST) {
            throw new Failure.TooLarge(
                            FailureCode.LIMIT_EXCEEDED, "tag", "At most " + MOST + " tasks are copied at a time", null)
                    .asException();
        }
        return originals;
    }

    /** Of a list, texts may be cut. */
    private static Future<Original> whole(TaskMasterChange change, Original original) {
        return change.written(original.task().key()).map(task -> new Original(task, original.parent()));
    }

    private static Future<List<TaskBatch.Item>> items(TaskMasterChange change, List<Original> originals, String to) {
        var copied = originals.stream().map(one -> one.task().name()).collect(Collectors.toSet());
        return outside(change, originals, copied).map(ids -> {
            var items = new ArrayList<TaskBatch.Item>();
            for (var one : originals) {
                var dependencies = one.task().dependencies().stream()
                        .map(name -> copied.contains(name) ? ref(name) : ids.getOrDefault(name, name))
                        .toList();
                items.add(new TaskBatch.Item(ref(one.task().name()), copy(one, dependencies, to)));
            }
            return items;
        });
    }

    /** Ids of what originals wait for that is not copied, by name. */
    private static Future<Map<String, String>> outside(
            TaskMasterChange change, List<Original> originals, Set<String> copied) {
        var names = originals.stream()
                .flatMap(one -> one.task().dependencies().stream())
                .filter(name -> !copied.contains(name) && !name.contains("-"))
                .distinct()
                .toList();
        return TaskMasterChange.inTurn(names, name -> change.locate(TaskName.parse("dependencies", name))
                        .map(ref -> Map.entry(name, ref.value().toString())))
                .map(found -> found.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** What no reference to a task looks like. */
    private static String ref(String name) {
        return "#" + name;
    }

    private static NewTask copy(Original original, List<String> dependencies, String to) {
        var task = original.task();
        var labels = new ArrayList<>(task.labels());
        labels.removeIf(label -> label.startsWith(ProjectTags.LABEL));
        labels.addAll(ProjectTags.labels(to));
        return new NewTask(
                "",
                task.title(),
                Description.ofText(task.description()),
                task.status(),
                task.priority(),
                null,
                null,
                original.parent() == null ? null : ref(original.parent()),
                dependencies,
                labels,
                task.acceptance(),
                null,
                null,
                new JsonObject());
    }
}
