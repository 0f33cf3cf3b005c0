package dev.rota.report;

import dev.rota.task.Sight;

/** Which tasks a report is of: parameters {@code $2} to {@code $4} of its statement. */
final class Reach {
    /** Projects that {@code $4} names, looked up once and not for each row; {@code %s} is the column that must be one. */
    static final String PROJECT =
            """
            ($4::text IS NULL OR %s = ANY (ARRAY(SELECT p.id FROM project p
                      WHERE p.org_id = ANY ($1) AND (p.key = upper($4) OR p.id::text = $4))))""";

    /** The predicate on {@code task t}. */
    static final String TASKS = Sight.PREDICATE + "\n   AND " + PROJECT.replace("%s", "t.project_id");

    private Reach() {}
}
