package dev.rota.dialect;

import dev.rota.audit.AuditObject;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.Assignment;
import dev.rota.task.Assignments;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;

/** Assignments, answered in a dialect's own objects: {@code {"assignment":{…}}}. */
public final class DialectAssignments {
    private final Operations operations;
    private final Tasks tasks;
    private final Assignments assignments;

    public DialectAssignments(Operations operations, Tasks tasks, Assignments assignments) {
        this.operations = operations;
        this.tasks = tasks;
        this.assignments = assignments;
    }

    /** Assigns a task. Fails as {@link Assignments#assign} and {@link Tasks#home}. */
    public Future<JsonBytes> assign(
            DialectCall call, TaskRef ref, Assignments.Wanted wanted, Members<Assignment> object) {
        return operations
                .home(call.caller(), call.action(), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller -> operations.change(caller, call.action(), call.key(), tx -> assignments
                        .assign(tx, caller, ref, wanted)
                        .map(assigned -> {
                            var task = assigned.task().task();
                            var cap = ResponseCap.of(caller);
                            return new Answer(
                                    cap.fitting(longest -> object.one(
                                            "assignment", assigned.assignment().cutTo(longest))),
                                    new AuditObject("task", task.id(), task.key()),
                                    assigned.task().audited());
                        })));
    }
}
