package dev.rota.attempt;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An artifact's content that is there to be read. It never changes, so it may be read in parts.
 *
 * @param slug of its organization
 * @param name null where its maker gave none
 * @param mediaType as its maker gave it
 * @param size in bytes
 * @param sha256 in lower-case hex
 */
public record ArtifactContent(
        long id,
        OrganizationId organization,
        String slug,
        String task,
        @Nullable String name,
        String mediaType,
        long size,
        String sha256) {
    private static final String FIND =
            """
            SELECT f.id, f.org_id, g.slug, t.key, f.name, f.media_type, f.size, f.sha256
              FROM artifact f
              JOIN task t ON t.org_id = f.org_id AND t.id = f.task_id
              JOIN organization g ON g.id = f.org_id
             WHERE f.org_id = ANY ($1) AND f.id = $4 AND f.content IS NOT NULL AND\s"""
                    + Sight.PREDICATE;

    private static final String PART =
            """
            SELECT substring(f.content FROM $3::integer FOR $4::integer) AS bytes
              FROM artifact f WHERE f.org_id = ANY ($1) AND f.id = $2
            """;

    /** Empty where there is none in sight, or its upload has not come. */
    public static Future<Optional<ArtifactContent>> find(ReadTx tx, Caller caller, long artifact) {
        var sight = Sight.of(caller);
        return tx.first(
                FIND,
                row -> new ArtifactContent(
                        row.getLong("id"),
                        new OrganizationId(row.getLong("org_id")),
                        row.getString("slug"),
                        row.getString("key"),
                        row.getString("name"),
                        row.getString("media_type"),
                        row.getLong("size"),
                        HexFormat.of().formatHex(row.getBuffer("sha256").getBytes())),
                sight.projects(),
                sight.assignee(),
                artifact);
    }

    /** At most {@code most} bytes from {@code offset} on; empty where it is gone. */
    public Future<Optional<Buffer>> part(ReadTx tx, long offset, int most) {
        return tx.first(PART, row -> row.getBuffer("bytes"), id, (int) offset + 1, most);
    }
}
