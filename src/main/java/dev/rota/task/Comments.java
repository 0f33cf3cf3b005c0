package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import io.vertx.core.Future;

/** Notes that people and agents leave on a task. */
public final class Comments {
    private static final String ADD =
            """
            INSERT INTO comment (org_id, task_id, body, author_kind, author_id, author)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
            """;

    private final Tasks tasks;

    public Comments(Tasks tasks) {
        this.tasks = tasks;
    }

    /** A comment that was added. */
    public record Added(long id, TaskState task) {}

    /** Fails with {@code validation_failed} where it is no text of 1 byte to 64 KiB. */
    public static void requireFitting(String body) {
        var text = CleanText.body("body", body, CleanText.COMMENT_BYTES);
        if (text == null || text.isBlank()) {
            throw new Failure.InvalidInput("body", "'body' must not be empty").asException();
        }
    }

    /** Adds a comment of 1 byte to 64 KiB. */
    public Future<Added> add(OrganizationTx tx, Caller caller, TaskRef ref, String body) {
        requireFitting(body);
        var by = caller.principal();
        return tasks.lock(tx, caller, ref).compose(task -> tx.one(
                        ADD,
                        row -> row.getLong("id"),
                        task.id(),
                        body,
                        by.kind().wire(),
                        by.id(),
                        by.name())
                .compose(
                        id -> tasks.touch(tx, by, task, "commented", null, null).map(version -> new Added(id, task))));
    }
}
