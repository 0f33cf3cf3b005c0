package dev.rota.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks wait for which: finds circles and the longest chain, each in one walk without recursion. Not for several
 * threads.
 */
final class DependencyGraph {
    private static final int MOST_CYCLES = 20;

    private final Map<String, List<String>> waitsFor = new LinkedHashMap<>();

    /** {@code task} waits for {@code target}. */
    void add(String task, String target) {
        waitsFor.computeIfAbsent(task, absent -> new ArrayList<>()).add(target);
        waitsFor.computeIfAbsent(target, absent -> new ArrayList<>());
    }

    /**
     * What a walk finds.
     *
     * @param cycles each begins and ends with the same task; one for each link that closes a circle on the way, at most 20
     * @param longestChain from a task that waits, over what each waits for, to one that waits for nothing; links that close
     *     a circle left out
     */
    record Findings(List<List<String>> cycles, List<String> longestChain) {}

    /** Looks at each task and each link once. */
    Findings findings() {
        var cycles = new ArrayList<List<String>>();
        var length = new HashMap<String, Integer>();
        var next = new HashMap<String, @Nullable String>();
        for (var start : waitsFor.keySet()) {
            if (!length.containsKey(start)) {
                walk(start, length, next, cycles);
            }
        }
        return new Findings(cycles, longest(length, next));
    }

    /** What is left to look at of a task on the way. */
    private static final class Step {
        private final String task;
        private final List<String> targets;
        private int seen;

        Step(String task, List<String> targets) {
            this.task = task;
            this.targets = targets;
        }
    }

    private void walk(
            String start, Map<String, Integer> length, Map<String, @Nullable String> next, List<List<String>> cycles) {
        var way = new ArrayDeque<Step>();
        var onTheWay = new HashSet<String>();
        way.push(step(start, length, onTheWay));
        while (!way.isEmpty()) {
            var step = way.element();
            if (step.seen == step.targets.size()) {
                way.remove();
                onTheWay.remove(step.task);
                if (!way.isEmpty()) {
                    lengthen(way.element().task, step.task, length, next);
                }
                continue;
            }
            var target = step.targets.get(step.seen++);
            if (onTheWay.contains(target)) {
                close(way, target, cycles);
            } else if (length.containsKey(target)) {
                lengthen(step.task, target, length, next);
            } else {
                way.push(step(target, length, onTheWay));
            }
        }
    }

    private Step step(String task, Map<String, Integer> length, Set<String> onTheWay) {
        length.put(task, 1);
        onTheWay.add(task);
        return new Step(task, waitsFor.getOrDefault(task, List.of()));
    }

    private static void lengthen(
            String task, String target, Map<String, Integer> length, Map<String, @Nullable String> next) {
        var through = length.getOrDefault(target, 1) + 1;
        if (through > length.getOrDefault(task, 1)) {
            length.put(task, through);
            next.put(task, target);
        }
    }

    private static void close(ArrayDeque<Step> way, String target, List<List<String>> cycles) {
        if (cycles.size() == MOST_CYCLES) {
            return;
        }
        var circle = new ArrayList<String>();
        circle.add(target);
        for (var step : way) { // the last one first
            circle.add(step.task);
            if (step.task.equals(target)) {
                break;
            }
        }
        Collections.reverse(circle);
        cycles.add(circle);
    }

    private static List<String> longest(Map<String, Integer> length, Map<String, @Nullable String> next) {
        var chain = new ArrayList<String>();
        var at = length.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(null);
        while (at != null) {
            chain.add(at);
            at = next.get(at);
        }
        return chain;
    }
}
