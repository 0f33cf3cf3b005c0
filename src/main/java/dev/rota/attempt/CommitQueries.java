package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Principal;
import dev.rota.task.TaskState;
import io.vertx.core.Future;

/** SQL of commit entries. {@code $1} is the organization. */
final class CommitQueries {
    private static final String LOG =
            """
            INSERT INTO commit_entry (org_id, task_id, message, hash, reason, url, author_kind, author_id, author)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
            """;

    Future<Long> log(OrganizationTx tx, Principal by, TaskState task, CommitEntry commit) {
        return tx.one(
                LOG,
                row -> row.getLong("id"),
                task.id(),
                commit.message(),
                commit.hash(),
                commit.reason(),
                commit.url(),
                by.kind().wire(),
                by.id(),
                by.name());
    }
}
