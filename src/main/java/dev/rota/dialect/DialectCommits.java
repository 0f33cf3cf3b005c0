package dev.rota.dialect;

import dev.rota.attempt.CommitEntry;
import dev.rota.attempt.Commits;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskView;
import dev.rota.task.TaskViews;
import dev.rota.task.Tasks;
import io.vertx.core.Future;

/** Commits on tasks, answered in a dialect's own objects: {@code {"commit":{…}}}. */
public final class DialectCommits {
    private final Operations operations;
    private final Tasks tasks;
    private final Commits commits;
    private final TaskViews views = new TaskViews();

    public DialectCommits(Operations operations, Tasks tasks, Commits commits) {
        this.operations = operations;
        this.tasks = tasks;
        this.commits = commits;
    }

    /** A commit as it was recorded. */
    public record Logged(long id, TaskView task, CommitEntry entry) {}

    /** Records one. Fails as {@link Commits#log} and {@link Tasks#home}. */
    public Future<JsonBytes> log(DialectCall call, TaskRef ref, CommitEntry entry, Members<Logged> object) {
        return operations
                .home(call.caller(), call.action(), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller -> operations.change(caller, call.action(), call.key(), tx -> commits.log(
                                tx, caller, ref, entry)
                        .compose(logged -> views.written(tx, logged.task().id())
                                .map(task -> Answer.about(
                                        DialectTasks.about(task),
                                        object.one("commit", new Logged(logged.id(), task, entry)))))));
    }
}
