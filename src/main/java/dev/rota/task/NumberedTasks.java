package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.project.UsualProject;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tasks of the one project that a call means without naming it, by their numbers. */
public final class NumberedTasks {
    /** Of descriptions in a list, so that no list is long; {@link #find} has all of them. */
    private static final int LISTED_CHARS = 8_000;

    private static final int NESTED_CHARS = 500;

    private final UsualProject usual = new UsualProject();
    private final NumberedTaskQueries queries = new NumberedTaskQueries();

    /**
     * Tasks and whether there are more of them.
     *
     * @param tasks at most as many as were asked for
     */
    public record Page(List<NumberedTask> tasks, boolean more) {}

    /**
     * Tasks that match, in the order of their numbers, or the ready ones, best first. Fails as {@link UsualProject#find}.
     * All statements are enqueued before this returns.
     *
     * @param project the pinned one, by key or id; null for none
     */
    public Future<Page> list(ReadTx tx, Caller caller, @Nullable String project, NumberedFilter filter) {
        var known = usual.find(tx, caller, project);
        var longest = filter.subtasks() ? NESTED_CHARS : LISTED_CHARS;
        var rows = filter.ready()
                ? queries.ready(tx, caller, project, filter, longest)
                : queries.list(tx, caller, project, filter, longest);
        return known.compose(there -> rows)
                .map(found -> new Page(found.stream().limit(filter.limit()).toList(), found.size() > filter.limit()));
    }

    /**
     * One task with its subtasks and its newest notes. Fails with {@code not_found} where it is absent, another
     * project's, or out of sight, and as {@link UsualProject#find}. All statements are enqueued before this returns.
     */
    public Future<NumberedTask> find(ReadTx tx, Caller caller, @Nullable String project, TaskName name) {
        var known = usual.find(tx, caller, project);
        var row = queries.find(tx, caller, project, name);
        return known.compose(there -> row)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("task").asException()));
    }

    /** The task by its id, for what changes it. Fails as {@link #find}. */
    public Future<TaskRef> locate(ReadTx tx, Caller caller, @Nullable String project, TaskName name) {
        var known = usual.find(tx, caller, project);
        var id = queries.locate(tx, caller, project, name);
        return known.compose(there -> id)
                .map(found -> new TaskRef(
                        TaskRef.Form.ID, found.orElseThrow(() -> new Failure.NotFound("task").asException())));
    }
}
