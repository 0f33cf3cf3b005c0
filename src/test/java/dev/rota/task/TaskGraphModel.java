package dev.rota.task;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What catalogue section 6 says of tasks that hang together, in memory and in the plainest way. */
final class TaskGraphModel {
    static final String OK = "ok";
    private static final int DEEPEST = 8;

    /** A task. */
    private static final class Node {
        TaskStatus status = TaskStatus.TODO;

        @Nullable
        String parent;

        final Set<String> dependsOn = new TreeSet<>();
        boolean trashed;
    }

    private final Map<String, Node> nodes = new LinkedHashMap<>();

    void add(String key) {
        nodes.put(key, new Node());
    }

    private Node node(String key) {
        var node = nodes.get(key);
        if (node == null) {
            throw new IllegalArgumentException(key);
        }
        return node;
    }

    private boolean sees(String key) {
        return !node(key).trashed;
    }

    String link(String task, String on) {
        if (!sees(task) || !sees(on)) {
            return "not_found";
        }
        if (task.equals(on)) {
            return "validation_failed";
        }
        if (reaches(on, task)) {
            return "cycle";
        }
        node(task).dependsOn.add(on);
        return OK;
    }

    String unlink(String task, String on) {
        if (!sees(task) || !sees(on)) {
            return "not_found";
        }
        node(task).dependsOn.remove(on);
        return OK;
    }

    /** Whether dependencies lead there, over tasks that are not in the trash. */
    private boolean reaches(String from, String to) {
        return from.equals(to) || reached(from, new HashSet<>()).contains(to);
    }

    @CanIgnoreReturnValue
    private Set<String> reached(String from, Set<String> seen) {
        for (var next : node(from).dependsOn) {
            if (sees(next) && seen.add(next)) {
                reached(next, seen);
            }
        }
        return seen;
    }

    String move(String task, String below) {
        if (!sees(task) || !sees(below)) {
            return "not_found";
        }
        if (line(below).contains(task)) {
            return "cycle";
        }
        if (line(below).size() + height(task) > DEEPEST) {
            return "limit_exceeded";
        }
        node(task).parent = below;
        return OK;
    }

    String lift(String task) {
        if (!sees(task)) {
            return "not_found";
        }
        node(task).parent = null;
        return OK;
    }

    /** The task and all above it. */
    private List<String> line(String task) {
        var line = new ArrayList<String>();
        @Nullable String at = task;
        while (at != null) {
            line.add(at);
            at = node(at).parent;
        }
        return line;
    }

    private int height(String task) {
        return 1 + children(task).stream().mapToInt(this::height).max().orElse(0);
    }

    private List<String> children(String task) {
        return nodes.keySet().stream()
                .filter(key -> task.equals(node(key).parent))
                .toList();
    }

    String delete(String task) {
        if (!sees(task)) {
            return OK;
        }
        if (children(task).stream()
                .anyMatch(key -> sees(key) && !node(key).status.isTerminal())) {
            return "blocked";
        }
        node(task).trashed = true;
        return OK;
    }

    String restore(String task) {
        if (sees(task)) {
            return OK;
        }
        node(task).trashed = false;
        if (reached(task, new HashSet<>()).contains(task)) {
            node(task).trashed = true;
            return "cycle";
        }
        return OK;
    }

    String set(String task, TaskStatus status) {
        if (!sees(task)) {
            return "not_found";
        }
        if (node(task).status != status && !node(task).status.next().contains(status)) {
            return "invalid_transition";
        }
        node(task).status = status;
        return OK;
    }

    /** To do, and nothing that must finish first is open. */
    List<String> ready() {
        return nodes.keySet().stream()
                .filter(key -> sees(key) && node(key).status == TaskStatus.TODO)
                .filter(key -> node(key).dependsOn.stream()
                        .allMatch(on -> !sees(on) || node(on).status.satisfiesDependents()))
                .toList();
    }

    /** Each task as {@code key status parent dependencies trashed}, in the order they were made. */
    List<String> all() {
        return nodes.entrySet().stream()
                .map(one -> String.join(
                        " ",
                        one.getKey(),
                        one.getValue().status.wire(),
                        String.valueOf(one.getValue().parent),
                        String.join(",", one.getValue().dependsOn),
                        Boolean.toString(one.getValue().trashed)))
                .toList();
    }

    int deepest() {
        return nodes.keySet().stream().mapToInt(key -> line(key).size()).max().orElse(0);
    }
}
