package dev.rota.task.rest;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.rest.Sparse;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskReversal;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdates;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code /organizations/{org}/tasks/{task}/revert}. */
public final class TaskEndpoints implements Endpoints {
    private static final Shape LINES = Shape.list(Shape.stored(500), 10_000);
    private static final Shape VERSION = Shape.whole(1, Integer.MAX_VALUE);
    private static final Shape REVERT =
            Shape.object(Member.required("version", VERSION).described("The one whose fields are to be back"));
    private static final Shape REVERTED = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("key", Shape.line(40)),
            Member.required("version", VERSION),
            Member.optional("changed", LINES)
                    .described("Names of the fields that went back; cleared ones are left out"),
            Member.optional("title", Shape.stored(500)),
            Member.optional("description", Shape.any()),
            Member.optional("status", Shape.choice(TaskStatus.wires())),
            Member.optional("priority", Shape.whole(-2, 2)),
            Member.optional("kind", Shape.line(10)),
            Member.optional("assignee", Shape.stored(254)),
            Member.optional("parent", Shape.line(40)),
            Member.optional("requirement", Shape.line(40)),
            Member.optional("labels", LINES),
            Member.optional("acceptance", LINES),
            Member.optional("due_at", Shape.time()),
            Member.optional("completed_at", Shape.time()),
            Member.optional("metadata", Shape.any()),
            Member.optional("unblocked", LINES).described("Keys of tasks that waited for this one"));

    private final TaskReversal reversal;

    public TaskEndpoints(TaskReversal reversal) {
        this.reversal = reversal;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(Draft.post(
                        "/organizations/{org}/tasks/{task}/revert",
                        "revert_task",
                        "Takes the fields of a task back to an earlier version")
                .needs(Permission.TASK_WRITE, Scope.PROJECTS_WRITE)
                .takes(REVERT)
                .answers(REVERTED)
                .versioned()
                .changes(this::revert));
    }

    private Future<Result> revert(RestCall call, OrganizationTx tx) {
        return reversal.revert(
                        tx,
                        call.caller(),
                        task(call.path("task")),
                        call.body().getInteger("version"),
                        call::requireVersion)
                .map(done -> Result.of(json(done))
                        .about("task", done.task().id(), done.task().key())
                        .changing(done.audited()));
    }

    /** What cannot name a task is as absent as one that is not there. */
    private static TaskRef task(String reference) {
        try {
            return TaskRef.parse("task", reference);
        } catch (FailureException e) {
            throw new Failure.NotFound("task").asException();
        }
    }

    private static JsonObject json(TaskUpdates.Updated done) {
        var json = new Sparse()
                .put("id", done.task().id())
                .put("key", done.task().key())
                .put("version", done.version())
                .put("changed", List.copyOf(done.changes().keySet()));
        done.changes().forEach((field, change) -> json.put(field, change.getValue("after")));
        return json.put("unblocked", done.unblocked()).toJson();
    }
}
