package dev.rota.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Seeds;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Circles and the longest chain. */
class DependencyGraphTest {
    @Test
    void nothing_waits_for_nothing() {
        var found = new DependencyGraph().findings();
        assertThat(found.cycles()).isEmpty();
        assertThat(found.longestChain()).isEmpty();
    }

    @Test
    void the_longest_chain_is_found_past_shorter_ones() {
        var found = graph("D C", "D B", "C B", "B A", "E A").findings();
        assertThat(found.cycles()).isEmpty();
        assertThat(found.longestChain()).containsExactly("D", "C", "B", "A");
    }

    @Test
    void a_circle_is_told_as_it_runs() {
        var found = graph("A B", "B C", "C A", "X A").findings();
        assertThat(found.cycles()).containsExactly(List.of("A", "B", "C", "A"));
    }

    @Test
    void a_chain_of_many_thousands_needs_no_stack() {
        var graph = new DependencyGraph();
        for (var i = 1; i < 20_000; i++) {
            graph.add("T-" + i, "T-" + (i + 1));
        }
        assertThat(graph.findings().longestChain()).hasSize(20_000);
    }

    @TestFactory
    Stream<DynamicTest> the_longest_chain_is_as_long_as_trying_every_way_finds_it() {
        return Seeds.forAll("graph", 30, random -> {
            var links = new HashMap<Integer, Set<Integer>>();
            var graph = new DependencyGraph();
            for (var i = 0; i < 40; i++) {
                link(random, links, graph);
            }
            var longest = links.keySet().stream()
                    .mapToInt(task -> longest(task, links))
                    .max()
                    .orElse(0);
            assertThat(graph.findings().longestChain()).hasSize(longest);
            assertThat(graph.findings().cycles()).isEmpty();
        });
    }

    /** From a larger number to a smaller one, so that no circle can close. */
    private static void link(Random random, Map<Integer, Set<Integer>> links, DependencyGraph graph) {
        var target = random.nextInt(19);
        var task = target + 1 + random.nextInt(19 - target);
        links.computeIfAbsent(task, absent -> new HashSet<>()).add(target);
        graph.add("T-" + task, "T-" + target);
    }

    private static int longest(int task, Map<Integer, Set<Integer>> links) {
        return 1
                + links.getOrDefault(task, Set.of()).stream()
                        .mapToInt(target -> longest(target, links))
                        .max()
                        .orElse(0);
    }

    private static DependencyGraph graph(String... links) {
        var graph = new DependencyGraph();
        for (var link : links) {
            graph.add(link.substring(0, 1), link.substring(2));
        }
        return graph;
    }
}
