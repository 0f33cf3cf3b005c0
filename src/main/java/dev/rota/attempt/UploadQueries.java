package dev.rota.attempt;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** SQL of uploads, which no caller but a signed URL permits: run as the worker. {@code $1} is the organization. */
final class UploadQueries {
    /** Whether the upload may still come, by the clock of the database that promised it. */
    private static final String AWAITED =
            """
            SELECT f.content IS NULL AS awaited, to_timestamp($3::bigint) > now() AS in_time,
                   a.principal_kind, a.principal_id, a.principal, a.id AS attempt_id, t.id AS task_id, t.key, t.version
              FROM artifact f
              JOIN organization o ON o.id = f.org_id AND o.deleted_at IS NULL
              JOIN attempt a ON a.org_id = f.org_id AND a.id = f.attempt_id
              JOIN task t ON t.org_id = f.org_id AND t.id = f.task_id
             WHERE f.org_id = $1 AND f.id = $2
               FOR UPDATE OF f
            """;

    private static final String PART =
            "INSERT INTO artifact_part (org_id, artifact_id, part_no, bytes) VALUES ($1, $2, $3, $4)";

    /** Once: content is never replaced. */
    private static final String FILL =
            """
            UPDATE artifact SET size = $4, sha256 = $5, media_type = $6,
                   content = (SELECT coalesce(string_agg(p.bytes, ''::bytea ORDER BY p.part_no), ''::bytea)
                                FROM artifact_part p WHERE p.org_id = $1 AND p.artifact_id = $2)
             WHERE org_id = $1 AND id = $2 AND content IS NULL AND to_timestamp($3::bigint) > now()
               AND EXISTS (SELECT FROM organization o WHERE o.id = $1 AND o.deleted_at IS NULL)
            """;

    private static final String DROP_PARTS = "DELETE FROM artifact_part WHERE org_id = $1 AND artifact_id = $2";

    private static final String RECORD =
            """
            INSERT INTO task_event (org_id, task_id, type, version, note, attempt_id, actor_kind, actor_id, actor)
            VALUES ($1, $2, 'artifact_uploaded', $3, $4, $5, $6, $7, $8)
            """;

    /** An artifact that was promised, and by whom. */
    record Awaited(
            boolean awaited, boolean inTime, Principal principal, long attempt, long task, String key, int version) {}

    Future<Optional<Awaited>> awaited(OrganizationTx tx, long artifact, long untilSeconds) {
        return tx.first(
                AWAITED,
                row -> new Awaited(
                        row.getBoolean("awaited"),
                        row.getBoolean("in_time"),
                        new Principal(
                                Principal.Kind.of(row.getString("principal_kind")),
                                row.getLong("principal_id"),
                                row.getString("principal"),
                                null),
                        row.getLong("attempt_id"),
                        row.getLong("task_id"),
                        row.getString("key"),
                        row.getInteger("version")),
                artifact,
                untilSeconds);
    }

    /** One of the parts that {@link #fill} puts together, in the same transaction. */
    Future<Integer> part(OrganizationTx tx, long artifact, int number, Buffer bytes) {
        return tx.count(PART, artifact, number, bytes);
    }

    /** Whether it was still awaited, and in time. */
    Future<Boolean> fill(OrganizationTx tx, long artifact, long untilSeconds, Upload content) {
        var filled = tx.count(FILL, artifact, untilSeconds, content.size(), content.sha256(), content.mediaType());
        tx.last(tx.count(DROP_PARTS, artifact));
        return filled.map(rows -> rows == 1);
    }

    Future<Integer> record(OrganizationTx tx, Awaited awaited, String note) {
        var by = awaited.principal();
        return tx.count(
                RECORD,
                awaited.task(),
                awaited.version(),
                note,
                awaited.attempt(),
                by.kind().wire(),
                by.id(),
                by.name());
    }
}
