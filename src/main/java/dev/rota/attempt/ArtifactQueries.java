package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;

/** SQL of artifacts. {@code $1} is the organization. */
final class ArtifactQueries {
    private static final String ADD =
            """
            INSERT INTO artifact (org_id, attempt_id, task_id, type, name, media_type, content, size, sha256, metadata)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            RETURNING id, now() + interval '15 minutes' AS upload_until
            """;

    private static final String COUNT =
            "SELECT count(*) AS n FROM (SELECT FROM artifact WHERE org_id = $1 AND attempt_id = $2 LIMIT $3) a";

    /** @param uploadUntil when an upload must have come */
    record Added(long id, OffsetDateTime uploadUntil) {}

    Future<Long> count(OrganizationTx tx, long attempt, int most) {
        return tx.one(COUNT, row -> row.getLong("n"), attempt, most);
    }

    Future<Added> add(OrganizationTx tx, HeldAttempt held, Artifact artifact, StoredContent content) {
        var metadata = artifact.metadata();
        return tx.one(
                ADD,
                row -> new Added(row.getLong("id"), row.getOffsetDateTime("upload_until")),
                held.attempt().id(),
                held.task().id(),
                artifact.type().wire(),
                artifact.name(),
                content.mediaType(),
                content.bytes(),
                content.size(),
                content.sha256(),
                metadata == null ? new JsonObject() : metadata);
    }
}
