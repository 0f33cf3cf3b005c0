package dev.rota.handle.tool;

import dev.rota.audit.Action;
import dev.rota.audit.AuditObject;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.handle.Handle;
import dev.rota.handle.HandleId;
import dev.rota.handle.Handles;
import dev.rota.handle.tool.BackgroundKind.Standing;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.BackgroundTask;
import dev.rota.mcp.BackgroundTasks;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Background tasks that any node can tell of. A handle is its principal's, by whichever of their credentials; what the
 * credential at hand may not see or do through the tool, it may not through the handle.
 */
public final class DurableTasks implements BackgroundTasks {
    private static final Action GET = Action.mcp("get_background_task");
    private static final Action UPDATE = Action.mcp("update_background_task");
    private static final Action CANCEL = Action.mcp("cancel_background_task");
    private static final JsonBytes NOTHING = JsonBytes.of(new JsonObject());

    private final Operations operations;
    private final Database database;
    private final Handles handles = new Handles();
    private final Map<String, BackgroundKind> kinds;

    /** @throws IllegalStateException if two kinds have one name */
    public DurableTasks(Operations operations, Database database, List<BackgroundKind> kinds) {
        this.operations = operations;
        this.database = database;
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(BackgroundKind::name, kind -> kind));
    }

    /** A handle's id, what it is about, and whoever may know of it. */
    private record Asked(HandleId id, BackgroundKind kind, Caller caller) {}

    private Asked asked(Caller caller, String text) {
        var id = HandleId.of(text).orElseThrow(DurableTasks::unknown);
        var kind = Optional.ofNullable(kinds.get(id.kind())).orElseThrow(DurableTasks::unknown);
        caller.require(kind.scopes());
        return new Asked(id, kind, caller.permitted(kind.scopes()));
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("task").asException();
    }

    @Override
    public Future<BackgroundTask> get(Caller caller, String id) {
        var asked = asked(caller, id);
        var found = new AtomicReference<@Nullable BackgroundTask>();
        return operations
                .read(asked.caller(), GET, tx -> find(tx, asked).map(seen -> {
                    found.set(seen.task());
                    return Answer.about(seen.object(), NOTHING);
                }))
                .map(recorded -> Objects.requireNonNull(found.get()));
    }

    /** In one transaction for each kind, because what a caller may reach goes by the scopes of the kind. */
    @Override
    public Future<List<BackgroundTask>> look(Caller caller, Set<String> ids) {
        var byKind = new HashMap<BackgroundKind, List<Asked>>();
        for (var id : ids) {
            var asked = asked(caller, id);
            byKind.computeIfAbsent(asked.kind(), kind -> new ArrayList<>()).add(asked);
        }
        var looks = byKind.values().stream().map(this::look).toList();
        return Future.all(looks)
                .map(all ->
                        looks.stream().flatMap(look -> look.result().stream()).toList());
    }

    private Future<List<BackgroundTask>> look(List<Asked> ofOneKind) {
        return database.read(ofOneKind.get(0).caller(), tx -> {
            var found = ofOneKind.stream()
                    .map(asked ->
                            find(tx, asked).map(Seen::task).map(Optional::of).recover(DurableTasks::absent))
                    .toList();
            return Future.join(found)
                    .map(all ->
                            found.stream().flatMap(one -> one.result().stream()).toList());
        });
    }

    private static <T> Future<Optional<T>> absent(Throwable problem) {
        return problem instanceof FailureException known && known.failure() instanceof Failure.NotFound
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(problem);
    }

    private record Seen(BackgroundTask task, AuditObject object) {}

    private Future<Seen> find(ReadTx tx, Asked asked) {
        var handle = handles.find(tx, asked.caller(), asked.id());
        var standing = asked.kind().look(tx, asked.caller(), asked.id().subject());
        return Future.all(handle, standing)
                .map(both -> new Seen(
                        task(handle.result(), standing.result(), asked.kind()),
                        standing.result().object()));
    }

    private static BackgroundTask task(Handle handle, Standing standing, BackgroundKind kind) {
        var created = handle.createdAt().toInstant();
        var changed = standing.changedAt().toInstant();
        return new BackgroundTask(
                handle.id(),
                standing.state(),
                standing.message(),
                created,
                changed.isBefore(created) ? created : changed,
                Duration.between(created, handle.expiresAt().toInstant()),
                kind.pollInterval());
    }

    @Override
    public Future<Void> update(Caller caller, String id, JsonObject inputResponses) {
        var asked = asked(caller, id);
        return change(asked, UPDATE, tx -> asked.kind()
                .answer(tx, asked.caller(), asked.id().subject(), inputResponses));
    }

    @Override
    public Future<Void> cancel(Caller caller, String id) {
        var asked = asked(caller, id);
        return change(asked, CANCEL, tx -> asked.kind()
                .cancel(tx, asked.caller(), asked.id().subject()));
    }

    private Future<Void> change(Asked asked, Action action, Function<OrganizationTx, Future<AuditObject>> work) {
        var everywhere = asked.caller();
        return operations
                .home(everywhere, action, tx -> handles.find(tx, everywhere, asked.id())
                        .map(Handle::organization))
                .compose(caller ->
                        operations.change(caller, action, null, tx -> handles.find(tx.reading(), caller, asked.id())
                                .compose(handle -> work.apply(tx))
                                .map(object -> Answer.about(object, NOTHING))))
                .mapEmpty();
    }
}
