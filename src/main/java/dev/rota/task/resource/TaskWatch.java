package dev.rota.task.resource;

import dev.rota.database.Database;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.mcp.ResourceWatches;
import dev.rota.task.ActiveTask;
import dev.rota.task.EventWindow;
import dev.rota.task.TaskActivity;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one stream follows of tasks. Each look is one round trip, in the sight that the caller has then. */
final class TaskWatch implements ResourceWatches.Watch {
    private final Database database;
    private final TaskActivity activity;
    private final ActiveTask active;
    private final FollowedTasks followed;
    private final EventWindow window;
    private Optional<String> selected = Optional.empty();

    TaskWatch(Database database, TaskActivity activity, ActiveTask active, FollowedTasks followed, EventWindow window) {
        this.database = database;
        this.activity = activity;
        this.active = active;
        this.followed = followed;
        this.window = window;
    }

    @Override
    public Set<String> uris() {
        return followed.all();
    }

    @Override
    public Future<Set<String>> look(Caller caller) {
        caller.require(TaskWatches.SCOPES);
        var permitted = caller.permitted(TaskWatches.SCOPES);
        return database.read(permitted, tx -> look(tx, permitted));
    }

    private Future<Set<String>> look(ReadTx tx, Caller caller) {
        var now = System.nanoTime();
        var events = activity.since(tx, caller, window.floor());
        var neighbours = followed.linked().isEmpty()
                ? Future.succeededFuture(List.<TaskActivity.Neighbour>of())
                : activity.neighbours(tx, followed.linked());
        var current = followed.active().isEmpty()
                ? Future.succeededFuture(Optional.<ActiveTask.Selected>empty())
                : active.current(tx, caller);
        return Future.all(events, neighbours, current)
                .map(all -> changed(window.take(events.result(), now), neighbours.result(), current.result()));
    }

    private Set<String> changed(
            EventWindow.Look look, List<TaskActivity.Neighbour> neighbours, Optional<ActiveTask.Selected> current) {
        if (look.incomplete()) {
            return followed.all();
        }
        var uris = new LinkedHashSet<>(followed.concerned(look.fresh(), neighbours));
        var mark = current.map(TaskWatch::mark);
        if (!mark.equals(selected)) {
            uris.addAll(followed.active());
        }
        selected = mark;
        return uris;
    }

    /** Differs where what the resource tells of the active task does. */
    private static String mark(ActiveTask.Selected task) {
        return task.toJson().encode();
    }
}
