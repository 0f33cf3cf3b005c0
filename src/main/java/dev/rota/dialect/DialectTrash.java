package dev.rota.dialect;

import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import dev.rota.task.Trash;
import io.vertx.core.Future;
import java.util.List;

/** Tasks that go into the trash, answered in a dialect's own objects: {@code {"task":{…}}}. */
public final class DialectTrash {
    private final Operations operations;
    private final Tasks tasks;
    private final Trash trash;

    public DialectTrash(Operations operations, Tasks tasks, Trash trash) {
        this.operations = operations;
        this.tasks = tasks;
        this.trash = trash;
    }

    /** Puts a task into the trash. Fails as {@link Trash#delete}. */
    public Future<JsonBytes> delete(DialectCall call, TaskRef ref, Members<Trash.Moved> object) {
        return operations
                .home(call.caller(), call.action(), tx -> tasks.homeWithTrash(tx, call.caller(), ref))
                .compose(caller -> operations.change(caller, call.action(), call.key(), tx -> trash.delete(
                                tx, caller, ref)
                        .map(moved -> new Answer(
                                object.one("task", moved),
                                new AuditObject(
                                        "task", moved.task().id(), moved.task().key()),
                                moved.changed() ? List.of(new Change("trashed", "false", "true")) : List.of()))));
    }
}
