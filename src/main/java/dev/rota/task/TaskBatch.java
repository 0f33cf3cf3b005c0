package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.project.Project;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that are made together and may point to each other by local names. Parents are made before their children, and
 * dependencies among them are linked when all are there, so a task may wait for its own children. A circle of parents or
 * of dependencies is refused before anything is written.
 */
public final class TaskBatch {
    private final List<Item> items;
    private final Map<String, Integer> byRef = new HashMap<>();
    private final List<Integer> order;

    /** @param ref local name; null when nothing points to it */
    public record Item(@Nullable String ref, NewTask task) {}

    /** A task of the batch that was made, in the order it was given. */
    public record Made(@Nullable String ref, TaskCreation.Created task) {}

    public TaskBatch(List<Item> items) {
        this.items = List.copyOf(items);
        for (var index = 0; index < items.size(); index++) {
            var ref = items.get(index).ref();
            if (ref != null && byRef.putIfAbsent(ref, index) != null) {
                throw new Failure.InvalidInput("tasks[" + index + "].ref", "two tasks have this 'ref'").asException();
            }
        }
        this.order = sorted(TaskBatch::parents);
        requireNoCircle();
    }

    /** Makes all of them; fails with the first failure, whose field names the item, and then nothing is written. */
    public Future<List<Made>> create(OrganizationTx tx, Caller caller, Project project, TaskCreation creation) {
        var made = new HashMap<Integer, TaskCreation.Created>();
        Future<?> chain = creation.prepared(tx, caller, outward());
        for (var index : order) {
            chain = chain.compose(before -> creation.prepared(tx, caller, project, resolved(index, made))
                    .onSuccess(task -> made.put(index, task)));
        }
        return chain.map(done -> {
            link(tx, creation, made);
            var all = new ArrayList<Made>();
            for (var index = 0; index < items.size(); index++) {
                all.add(new Made(items.get(index).ref(), Objects.requireNonNull(made.get(index))));
            }
            return all;
        });
    }

    /** With the dependencies that lie outside of the batch. */
    private NewTask resolved(int index, Map<Integer, TaskCreation.Created> made) {
        var task = items.get(index).task();
        return outward(task, task.parent() == null ? null : key(task.parent(), made));
    }

    /** All of them with what they name outside of the batch alone. */
    private List<NewTask> outward() {
        return items.stream()
                .map(Item::task)
                .map(task ->
                        outward(task, task.parent() == null || byRef.containsKey(task.parent()) ? null : task.parent()))
                .toList();
    }

    private NewTask outward(NewTask task, @Nullable String parent) {
        return new NewTask(
                task.field(),
                task.title(),
                task.description(),
                task.status(),
                task.priority(),
                task.kind(),
                task.assignee(),
                parent,
                task.dependsOn().stream().filter(ref -> !byRef.containsKey(ref)).toList(),
                task.labels(),
                task.acceptance(),
                task.dueAt(),
                task.requirement(),
                task.metadata());
    }

    private void link(OrganizationTx tx, TaskCreation creation, Map<Integer, TaskCreation.Created> made) {
        for (var index = 0; index < items.size(); index++) {
            var within = items.get(index).task().dependsOn().stream()
                    .filter(byRef::containsKey)
                    .map(ref -> Objects.requireNonNull(made.get(byRef.get(ref))).id())
                    .distinct()
                    .toList();
            if (!within.isEmpty()) {
                creation.depend(tx, Objects.requireNonNull(made.get(index)), within);
            }
        }
    }

    private String key(String reference, Map<Integer, TaskCreation.Created> made) {
        var index = byRef.get(reference);
        var task = index == null ? null : made.get(index);
        return task == null ? reference : task.key();
    }

    private void requireNoCircle() {
        var unused = sorted(NewTask::dependsOn);
    }

    /** An order in which whatever {@code references} name comes first. */
    private List<Integer> sorted(Function<NewTask, List<String>> references) {
        var sorted = new LinkedHashSet<Integer>();
        for (var index = 0; index < items.size(); index++) {
            visit(index, references, sorted, new LinkedHashSet<>());
        }
        return List.copyOf(sorted);
    }

    private void visit(int index, Function<NewTask, List<String>> references, Set<Integer> sorted, Set<Integer> path) {
        if (sorted.contains(index)) {
            return;
        }
        if (!path.add(index)) {
            var circle =
                    path.stream().map(i -> String.valueOf(items.get(i).ref())).toList();
            throw new Failure.Conflict(
                            FailureCode.CYCLE,
                            "These tasks point to each other in a circle: " + String.join(" -> ", circle))
                    .asException();
        }
        for (var reference : references.apply(items.get(index).task())) {
            var target = byRef.get(reference);
            if (target != null) {
                visit(target, references, sorted, path);
            }
        }
        path.remove(index);
        sorted.add(index);
    }

    private static List<String> parents(NewTask task) {
        return task.parent() == null ? List.of() : List.of(task.parent());
    }
}
