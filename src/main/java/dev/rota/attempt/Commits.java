package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskState;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Code commits recorded on tasks. They need no claim: a person's commits count too. */
public final class Commits {
    private final Tasks tasks;
    private final CommitQueries queries = new CommitQueries();

    public Commits(Tasks tasks) {
        this.tasks = tasks;
    }

    /** @param version the task's version now */
    public record Logged(long id, TaskState task, int version) {}

    /** Records a commit. Fails with {@code not_found} where the task is absent or out of sight. */
    public Future<Logged> log(OrganizationTx tx, Caller caller, TaskRef ref, CommitEntry commit) {
        return tasks.lock(tx, caller, ref).compose(task -> {
            var logged = queries.log(tx, caller.principal(), task, commit);
            var version = tasks.touch(
                    tx, caller.principal(), task, "commit_logged", commit.message(), ownAttempt(caller, task));
            return Future.all(logged, version).map(done -> new Logged(logged.result(), task, version.result()));
        });
    }

    private static @Nullable Long ownAttempt(Caller caller, TaskState task) {
        return Tasks.holder(caller.principal()).equals(task.holder()) ? task.holderAttempt() : null;
    }
}
