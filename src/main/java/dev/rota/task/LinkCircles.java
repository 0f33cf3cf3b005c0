package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Refuses links that lead from a task back to itself. What lies in the trash leads nowhere until it is restored. */
final class LinkCircles {
    private static final int MOST_EDGES = 10_000;
    private static final int MOST_TOLD = 20;

    private static final String REACH =
            """
            WITH RECURSIVE reach (id) AS (
              SELECT $2::bigint
              UNION
              SELECT l.target_id FROM reach r
                JOIN task_link l ON l.org_id = $1 AND l.task_id = r.id AND l.type = $3
                JOIN task d ON d.org_id = $1 AND d.id = l.target_id AND d.trashed_at IS NULL)
            """;

    private static final String LEADS_BACK = REACH
            + """
            SELECT EXISTS (SELECT FROM reach r JOIN task_link l ON l.org_id = $1 AND l.task_id = r.id AND l.type = $3
                            WHERE l.target_id = $2) AS back
            """;

    /** Asked for only when there is a way back to tell of. */
    private static final String EDGES = REACH
            + """
            SELECT f.key AS source, t.key AS target,\s"""
            + Sight.column("t", "$5", "$6")
            + """

              FROM reach r
              JOIN task f ON f.org_id = $1 AND f.id = r.id
              JOIN task_link l ON l.org_id = $1 AND l.task_id = r.id AND l.type = $3
              JOIN task t ON t.org_id = $1 AND t.id = l.target_id AND t.trashed_at IS NULL
             LIMIT $4
            """;

    /** @param seen whether the caller sees where it leads */
    private record Edge(String source, String target, boolean seen) {}

    /**
     * Fails with {@code cycle} where links of that kind lead from {@code task} back to it, telling the way, and of tasks out of
     * the caller's sight on it only how many.
     */
    Future<Void> require(OrganizationTx tx, Caller caller, TaskState task, LinkType type) {
        if (!type.isOneWay()) {
            return Future.succeededFuture();
        }
        return tx.one(LEADS_BACK, row -> row.getBoolean("back"), task.id(), type.wire())
                .compose(back -> back ? refuse(tx, Sight.of(caller), task, type) : Future.succeededFuture());
    }

    private static Future<Void> refuse(OrganizationTx tx, Sight sight, TaskState task, LinkType type) {
        return tx.list(
                        EDGES,
                        row -> new Edge(row.getString("source"), row.getString("target"), row.getBoolean("seen")),
                        task.id(),
                        type.wire(),
                        MOST_EDGES,
                        sight.projects(),
                        sight.assignee())
                .compose(edges -> {
                    var whole = way(task.key(), edges);
                    var way = seen(whole, edges);
                    var told = way.size() > MOST_TOLD ? way.subList(0, MOST_TOLD) : way;
                    return Future.failedFuture(new Failure.Conflict(
                                    FailureCode.CYCLE,
                                    "These tasks would lead to each other in a circle: "
                                            + Unseen.with(told, " -> ", whole.size() - way.size()),
                                    "Remove one of these links first, with link_tasks",
                                    new JsonObject().put("path", new JsonArray(told)))
                            .asException());
                });
    }

    private static List<String> seen(List<String> way, List<Edge> edges) {
        var unseen =
                edges.stream().filter(edge -> !edge.seen()).map(Edge::target).collect(Collectors.toSet());
        return way.stream().filter(key -> !unseen.contains(key)).toList();
    }

    /** The shortest way from the task back to it; the task alone where there are too many links to find it. */
    private static List<String> way(String task, List<Edge> edges) {
        var onward = new HashMap<String, List<String>>();
        edges.forEach(edge ->
                onward.computeIfAbsent(edge.source(), key -> new ArrayList<>()).add(edge.target()));
        var from = new HashMap<String, String>();
        var next = new ArrayDeque<>(List.of(task));
        while (!next.isEmpty() && !from.containsKey(task)) {
            var here = next.remove();
            for (var target : onward.getOrDefault(here, List.of())) {
                if (from.putIfAbsent(target, here) == null) {
                    next.add(target);
                }
            }
        }
        return traced(task, from);
    }

    private static List<String> traced(String task, Map<String, String> from) {
        var way = new ArrayList<>(List.of(task));
        @Nullable String at = from.get(task);
        while (at != null) {
            way.add(at);
            at = at.equals(task) ? null : from.get(at);
        }
        Collections.reverse(way);
        return way;
    }
}
