package dev.rota.requirement;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.project.Project;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;

/** Makes requirements. */
public final class Requirements {
    private static final int LONGEST_TITLE = 500;
    private static final int BODY_BYTES = 256 * 1024;
    private static final String CREATE =
            """
            WITH numbered AS (
              UPDATE project SET last_requirement_number = last_requirement_number + 1 WHERE org_id = $1 AND id = $2
              RETURNING key || '-R' || last_requirement_number AS key)
            INSERT INTO requirement (org_id, project_id, key, title, body)
            SELECT $1, $2, numbered.key, $3, $4 FROM numbered
            RETURNING id, key
            """;

    /** A requirement that was made. */
    public record Created(long id, String key) {}

    /**
     * A new, open requirement under the project's next number. Fails with {@code validation_failed} for a title that has
     * not 1 to 500 characters, and {@code payload_too_large} for a body over 256 KiB.
     *
     * @param body Markdown; may be empty
     */
    public Future<Created> create(OrganizationTx tx, Project project, String title, String body) {
        if (title.isBlank() || title.codePointCount(0, title.length()) > LONGEST_TITLE) {
            return Future.failedFuture(
                    new Failure.InvalidInput("title", "'title' must have 1 to " + LONGEST_TITLE + " characters")
                            .asException());
        }
        if (body.getBytes(StandardCharsets.UTF_8).length > BODY_BYTES) {
            return Future.failedFuture(new Failure.TooLarge(
                            FailureCode.PAYLOAD_TOO_LARGE,
                            "body",
                            "'body' may have at most " + BODY_BYTES + " bytes",
                            null)
                    .asException());
        }
        return tx.one(CREATE, row -> new Created(row.getLong("id"), row.getString("key")), project.id(), title, body);
    }
}
