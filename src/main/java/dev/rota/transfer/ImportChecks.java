package dev.rota.transfer;

import static dev.rota.transfer.ImportQueries.LINES;
import static dev.rota.transfer.ImportQueries.OF_PROJECT;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.quality.Gates;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What lines must be beside the others of their file, asked of the database. Parameters as those of {@link ImportQueries}. */
final class ImportChecks {
    /** The types whose ids others refer to. */
    private static final Set<RowType> REMEMBERED = Set.of(
            RowType.AGENT,
            RowType.PROJECT,
            RowType.REQUIREMENT,
            RowType.TASK,
            RowType.ASSIGNMENT,
            RowType.ATTEMPT,
            RowType.ARTIFACT);

    private static final String AGAIN = "SELECT l.id FROM " + LINES
            + """
            (id bigint)
              LEFT JOIN import_id i ON i.org_id = $1 AND i.type = $3 AND i.source_id = l.id
             GROUP BY l.id HAVING count(*) > 1 OR count(i.target_id) > 0 LIMIT 1
            """;

    /** What stands between the project's key and the number. */
    private static final Map<RowType, String> MARKS = Map.of(RowType.TASK, "-", RowType.REQUIREMENT, "-R");

    private static final String ELSEWHERE = "SELECT l.id FROM " + LINES + "(id bigint, project bigint, key text)\n"
            + OF_PROJECT
            + """
              JOIN project j ON j.org_id = $1 AND j.id = p.target_id
             WHERE l.key !~ ('^' || j.key || $3 || '[1-9][0-9]*$') LIMIT 1
            """;

    private static final String MOST_GATES =
            """
            SELECT coalesce(max(n), 0) AS most
              FROM (SELECT count(*) AS n FROM gate g WHERE g.org_id = $1 GROUP BY g.project_id) x
            """;

    /**
     * Before rows are made: fails where an id came before, or a key is another project's.
     *
     * @param first number of the first of the lines in the file
     */
    Future<Void> before(OrganizationTx tx, RowType type, List<JsonObject> lines, long first) {
        var given = new JsonArray(lines).encode();
        return again(tx, type, lines, first, given).compose(unique -> {
            var mark = MARKS.get(type);
            return mark == null
                    ? Future.succeededFuture()
                    : tx.first(ELSEWHERE, row -> row.getLong("id"), given, mark).map(found -> {
                        if (found.isPresent()) {
                            throw refused(lines, first, found.get(), "/key", "must begin with the key of its project");
                        }
                        return null;
                    });
        });
    }

    private static Future<Void> again(
            OrganizationTx tx, RowType type, List<JsonObject> lines, long first, String given) {
        if (!REMEMBERED.contains(type)) {
            return Future.succeededFuture();
        }
        return tx.first(AGAIN, row -> row.getLong("id"), given, type.wire()).map(found -> {
            if (found.isPresent()) {
                throw refused(lines, first, found.get(), "/id", "is the id of an earlier line of this type");
            }
            return null;
        });
    }

    /** Once rows are made: fails where a project has more gates than it may have. */
    Future<Void> after(OrganizationTx tx, RowType type) {
        if (type != RowType.GATE) {
            return Future.succeededFuture();
        }
        return tx.one(MOST_GATES, row -> row.getLong("most")).map(most -> {
            if (most > Gates.MOST_OF_A_PROJECT) {
                throw new Failure.Conflict(
                                FailureCode.LIMIT_EXCEEDED,
                                "A project may have " + Gates.MOST_OF_A_PROJECT + " gates at most")
                        .asException();
            }
            return null;
        });
    }

    /** Names the last line of that id: an earlier one is not wrong yet. */
    private static RuntimeException refused(
            List<JsonObject> lines, long first, long id, String member, String message) {
        var at = 0;
        for (var i = 0; i < lines.size(); i++) {
            if (lines.get(i).getLong("id") == id) {
                at = i;
            }
        }
        return new Failure.InvalidInput("/" + (first + at) + member, message).asException();
    }

    /** The same failure with the lines that it is about, where the database has refused them and cannot tell which. */
    static Throwable naming(Throwable problem, long first, long last) {
        if (!(problem instanceof FailureException known)) {
            return problem;
        }
        var where = first == last ? "Line " + first + ": " : "Lines " + first + " to " + last + ": ";
        if (known.failure() instanceof Failure.InvalidInput input
                && input.field().isEmpty()) {
            return new Failure.InvalidInput(input.code(), "/" + first, where + input.message(), input.accepted())
                    .asException();
        }
        if (known.failure() instanceof Failure.Conflict conflict && conflict.code() == FailureCode.ALREADY_EXISTS) {
            return new Failure.Conflict(FailureCode.ALREADY_EXISTS, where + conflict.message()).asException();
        }
        return problem;
    }
}
