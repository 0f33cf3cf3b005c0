package dev.rota.requirement;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.project.Project;
import dev.rota.project.Projects;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds and makes requirements. */
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

    private static final String LIST = RequirementQueries.REACHABLE
            + """
               AND ($4::text IS NULL OR p.key = upper($4) OR p.id::text = $4)
             ORDER BY r.org_id, r.id LIMIT $5
            """;

    private static final String FIND = RequirementQueries.FIND + " LIMIT 20";

    /** A requirement that was made. */
    public record Created(long id, String key) {}

    /**
     * Requirements that the caller's credential reaches, without their bodies, oldest first.
     *
     * @param project key or id of the only project whose are meant; null for all
     */
    public Future<List<Requirement>> list(ReadTx tx, Caller caller, @Nullable String project, int limit) {
        return tx.list(LIST, Requirement::of, Projects.reach(caller), false, project, limit);
    }

    /**
     * The requirement of that key or id. Fails with {@code not_found}, or with {@code org_required} for a key of several
     * organizations.
     */
    public Future<Requirement> find(ReadTx tx, Caller caller, String reference) {
        return tx.list(FIND, Requirement::of, Projects.reach(caller), true, reference)
                .map(found -> {
                    if (found.size() > 1) {
                        throw new Failure.ChoiceRequired(
                                        FailureCode.ORG_REQUIRED,
                                        "organization",
                                        found.stream()
                                                .map(Requirement::organization)
                                                .toList())
                                .asException();
                    }
                    return found.stream().findFirst().orElseThrow(() -> new Failure.NotFound("requirement")
                            .asException());
                });
    }

    /**
     * A new, open requirement under the project's next number. Fails with {@code validation_failed} for a title that has
     * not 1 to 500 characters, and {@code payload_too_large} for a body over 256 KiB.
     *
     * @param body Markdown; may be empty
     */
    public Future<Created> create(OrganizationTx tx, Project project, String title, String body) {
        try {
            title(title);
            body(body);
        } catch (FailureException e) {
            return Future.failedFuture(e);
        }
        return tx.first(CREATE, row -> new Created(row.getLong("id"), row.getString("key")), project.id(), title, body)
                .map(made -> made.orElseThrow(() -> new Failure.NotFound("project").asException())); // just deleted
    }

    /** The same. Fails with {@code validation_failed} where it has not 1 to 500 characters. */
    @CanIgnoreReturnValue
    public static String title(String title) {
        if (title.isBlank() || title.codePointCount(0, title.length()) > LONGEST_TITLE) {
            throw new Failure.InvalidInput("title", "'title' must have 1 to " + LONGEST_TITLE + " characters")
                    .asException();
        }
        return title;
    }

    /** The same. Fails with {@code payload_too_large} over 256 KiB. */
    @CanIgnoreReturnValue
    public static String body(String body) {
        if (body.getBytes(StandardCharsets.UTF_8).length > BODY_BYTES) {
            throw new Failure.TooLarge(
                            FailureCode.PAYLOAD_TOO_LARGE,
                            "body",
                            "'body' may have at most " + BODY_BYTES + " bytes",
                            null)
                    .asException();
        }
        return body;
    }
}
