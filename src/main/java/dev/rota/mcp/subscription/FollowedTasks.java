package dev.rota.mcp.subscription;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.mcp.BackgroundTask;
import dev.rota.mcp.BackgroundTasks;
import dev.rota.mcp.protocol.Denied;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Background tasks that one stream follows, each until it has ended or is no longer there for its caller. */
final class FollowedTasks {
    private final BackgroundTasks tasks;
    /** Empty for what had ended before it was followed, and is still to be told. */
    private final Map<String, Optional<BackgroundTask>> last = new LinkedHashMap<>();

    FollowedTasks(BackgroundTasks tasks) {
        this.tasks = tasks;
    }

    /** Begins with those that are there for the caller, as they stand now; what has ended is told by the first look. */
    Future<Void> begin(Caller caller, Set<String> ids) {
        return each(caller, ids)
                .onSuccess(found -> found.forEach(task -> last.put(task.id(), running(task))))
                .mapEmpty();
    }

    /** A copy: what is followed changes with each look. */
    Set<String> ids() {
        return Set.copyOf(last.keySet());
    }

    boolean isEmpty() {
        return last.isEmpty();
    }

    private static Optional<BackgroundTask> running(BackgroundTask task) {
        return Optional.of(task).filter(one -> !one.state().isFinal());
    }

    /** Those that stand otherwise than at the look before. */
    Future<List<BackgroundTask>> look(Caller caller) {
        return attempt(caller, () -> tasks.look(caller, ids())).map(this::changed);
    }

    private List<BackgroundTask> changed(List<BackgroundTask> found) {
        var changed = found.stream()
                .filter(task -> !Optional.of(task).equals(last.get(task.id())))
                .toList();
        last.clear();
        found.forEach(task -> running(task).ifPresent(one -> last.put(one.id(), Optional.of(one))));
        return changed;
    }

    /** What is not there for the caller is left out; any other failure is that of all. */
    private Future<List<BackgroundTask>> each(Caller caller, Set<String> ids) {
        var found = new ArrayList<Future<List<BackgroundTask>>>();
        for (var id : ids) {
            found.add(attempt(caller, () -> tasks.get(caller, id))
                    .map(List::of)
                    .recover(problem ->
                            isNotFound(problem) ? Future.succeededFuture(List.of()) : Future.failedFuture(problem)));
        }
        return Future.all(found).map(all -> {
            var tasks = new ArrayList<BackgroundTask>();
            found.forEach(one -> tasks.addAll(one.result()));
            return tasks;
        });
    }

    private static <T> Future<T> attempt(Caller caller, Supplier<Future<T>> look) {
        try {
            return look.get();
        } catch (FailureException refused) { // an id that none ever had, or a scope that is missing
            return Future.failedFuture(isNotFound(refused) ? refused : new Denied(caller, refused));
        }
    }

    private static boolean isNotFound(Throwable problem) {
        return problem instanceof FailureException expected && expected.failure() instanceof Failure.NotFound;
    }
}
