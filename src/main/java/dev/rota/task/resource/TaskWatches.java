package dev.rota.task.resource;

import dev.rota.audit.Action;
import dev.rota.database.Database;
import dev.rota.database.ReadTx;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.ResourceWatches;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.ActiveTask;
import dev.rota.task.EventWindow;
import dev.rota.task.TaskActivity;
import dev.rota.task.TaskActivity.Named;
import dev.rota.task.TaskActivity.NamedProject;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Follows {@code task://{task_id}/*}, {@code board://{project}} and the active task. */
public final class TaskWatches implements ResourceWatches {
    static final Set<Scope> SCOPES = Set.of(Scope.TASKS_READ);
    private static final Action SUBSCRIBE = Action.mcp("subscribe");
    /** Events of all organizations that may have got their ids, and are not committed, at one time. */
    private static final long UNDER_WAY = 1_000;

    private static final String TASK = "task://{task_id}/";
    private static final String BOARD = "board://{project}";
    private static final String ACTIVE = "workspace://current/active_task";

    private final Operations operations;
    private final Database database;
    private final ActiveTask active;
    private final TaskActivity activity = new TaskActivity();

    public TaskWatches(Operations operations, Database database, ActiveTask active) {
        this.operations = operations;
        this.database = database;
        this.active = active;
    }

    @Override
    public Future<Watch> watch(Caller caller, List<Followed> resources) {
        caller.require(SCOPES);
        var permitted = caller.permitted(SCOPES);
        var begun = new AtomicReference<@Nullable Watch>();
        return operations
                .read(permitted, SUBSCRIBE, tx -> begin(tx, permitted, resources)
                        .map(watch -> {
                            begun.set(watch);
                            return Answer.of(JsonBytes.of(new JsonObject()));
                        }))
                .map(recorded -> Objects.requireNonNull(begun.get()))
                .compose(watch -> watch.look(permitted).map(before -> watch)); // what has happened so far is no news
    }

    /** What the URIs name is settled here, once. */
    private Future<Watch> begin(ReadTx tx, Caller caller, List<Followed> resources) {
        var tasks = activity.tasks(
                tx,
                caller,
                resources.stream().flatMap(one -> task(one).stream()).toList());
        var projects = activity.projects(
                tx,
                caller,
                resources.stream().flatMap(one -> project(one).stream()).toList());
        var latest = activity.latest(tx);
        return Future.all(tasks, projects, latest).map(all -> {
            var followed = new FollowedTasks();
            resources.forEach(one -> follow(followed, one, caller, tasks.result(), projects.result()));
            var window = new EventWindow(latest.result() - UNDER_WAY);
            return new TaskWatch(database, activity, active, followed, window);
        });
    }

    private static Optional<TaskRef> task(Followed one) {
        if (!one.template().startsWith(TASK)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Uri(one.uri(), one.variables()).task());
        } catch (FailureException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> project(Followed one) {
        return one.template().equals(BOARD)
                ? Optional.ofNullable(one.variables().get("project"))
                : Optional.empty();
    }

    private static void follow(
            FollowedTasks followed, Followed one, Caller caller, List<Named> tasks, List<NamedProject> projects) {
        Caller narrowed;
        try {
            narrowed = new Uri(one.uri(), one.variables()).narrow(caller);
        } catch (FailureException outOfReach) {
            return;
        }
        var homes = narrowed.organizations().stream()
                .map(membership -> membership.organization())
                .toList();
        task(one).ifPresent(ref -> tasks.stream()
                .filter(task -> task.isNamed(ref) && homes.contains(task.organization()))
                .forEach(task ->
                        followed.task(one.uri(), task.id(), one.template().endsWith("/deps"))));
        project(one).ifPresent(reference -> projects.stream()
                .filter(project -> project.isNamed(reference) && homes.contains(project.organization()))
                .forEach(project -> followed.project(one.uri(), project.id())));
        if (one.template().equals(ACTIVE)) {
            followed.active(one.uri());
        }
    }
}
