package dev.rota.task.resource;

import dev.rota.task.TaskActivity.Event;
import dev.rota.task.TaskActivity.Neighbour;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which URIs tell of which tasks and projects. */
final class FollowedTasks {
    private final Map<Long, Set<String>> byTask = new HashMap<>();
    private final Map<Long, Set<String>> byLinked = new HashMap<>();
    private final Map<Long, Set<String>> byProject = new HashMap<>();
    private final Set<String> active = new LinkedHashSet<>();
    private final Set<String> all = new LinkedHashSet<>();

    /** @param withLinked whether the resource tells of the tasks that this one is linked with too */
    void task(String uri, long task, boolean withLinked) {
        add(byTask, task, uri);
        if (withLinked) {
            add(byLinked, task, uri);
        }
    }

    void project(String uri, long project) {
        add(byProject, project, uri);
    }

    void active(String uri) {
        active.add(uri);
        all.add(uri);
    }

    private void add(Map<Long, Set<String>> by, long id, String uri) {
        by.computeIfAbsent(id, absent -> new LinkedHashSet<>()).add(uri);
        all.add(uri);
    }

    Set<String> all() {
        return all;
    }

    Set<String> active() {
        return active;
    }

    /** Tasks whose links matter. */
    Set<Long> linked() {
        return byLinked.keySet();
    }

    /** What those events concern. */
    Set<String> concerned(List<Event> events, List<Neighbour> neighbours) {
        var uris = new LinkedHashSet<String>();
        var touched = new HashSet<Long>();
        for (var event : events) {
            touched.add(event.task());
            uris.addAll(byTask.getOrDefault(event.task(), Set.of()));
            uris.addAll(byProject.getOrDefault(event.project(), Set.of()));
        }
        for (var neighbour : neighbours) {
            if (touched.contains(neighbour.other())) {
                uris.addAll(byLinked.getOrDefault(neighbour.task(), Set.of()));
            }
        }
        return uris;
    }
}
