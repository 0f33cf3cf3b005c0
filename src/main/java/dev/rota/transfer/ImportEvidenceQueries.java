package dev.rota.transfer;

import static dev.rota.transfer.ImportQueries.AGENT;
import static dev.rota.transfer.ImportQueries.LINES;
import static dev.rota.transfer.ImportQueries.OF_ATTEMPT;
import static dev.rota.transfer.ImportQueries.OF_TASK;
import static dev.rota.transfer.ImportQueries.SIDE_BY_SIDE;
import static dev.rota.transfer.ImportQueries.USER;
import static dev.rota.transfer.ImportQueries.WHO;

import java.util.Map;

/** What {@link ImportQueries} has for tasks, for assignments, results and checks. */
final class ImportEvidenceQueries {
    static final Map<RowType, String> MAKE = Map.ofEntries(
            Map.entry(
                    RowType.ASSIGNMENT,
                    "WITH given AS (\n  SELECT l.*, t.target_id AS task_id, row_number() OVER (ORDER BY l.id) AS n FROM "
                            + LINES
                            + """
                            (id bigint, task bigint, assignee json, assignee_type text, provider text, model text, who json,
                             status text, notes text, assigned_at timestamptz, accepted_at timestamptz,
                             completed_at timestamptz)
                            """
                            + OF_TASK
                            + """
                            ), made AS (
                              INSERT INTO assignment (org_id, task_id, assignee_kind, assignee_id, assignee, assignee_type,
                                     provider, model, assigned_by_kind, assigned_by_id, assigned_by, status, notes,
                                     assigned_at, accepted_at, completed_at)
                              SELECT $1, l.task_id, CASE WHEN s.id IS NULL THEN 'name' ELSE l.assignee ->> 'kind' END, s.id,
                                     l.assignee ->> 'name', l.assignee_type, l.provider, l.model,\s"""
                            + WHO
                            + """
                            , l.status, l.notes, l.assigned_at, l.accepted_at, l.completed_at
                                FROM given l
                               CROSS JOIN LATERAL (SELECT CASE l.assignee ->> 'kind' WHEN 'user' THEN\s"""
                            + USER.replace("%s", "l.assignee") + " WHEN 'agent' THEN "
                            + AGENT.replace("%s", "l.assignee") + " END AS id) s ORDER BY l.n RETURNING id)\n"
                            + SIDE_BY_SIDE.replace("%s", "assignment")),
            Map.entry(
                    RowType.EXECUTION_RESULT,
                    """
                    INSERT INTO execution_result (org_id, attempt_id, task_id, assignment_id, executor, executor_type, provider,
                           request, response, error_message, created_at)
                    SELECT $1, a.target_id, t.target_id, s.target_id, l.executor, l.executor_type, l.provider, l.request,
                           l.response, l.error_message, l.created_at FROM\s"""
                            + LINES
                            + """
                            (attempt bigint, task bigint, assignment bigint, executor text, executor_type text, provider text,
                             request text, response text, error_message text, created_at timestamptz)
                            """
                            + OF_TASK + OF_ATTEMPT
                            + " LEFT JOIN import_id s ON s.org_id = $1 AND s.type = 'assignment' AND s.source_id = l.assignment"),
            Map.entry(
                    RowType.CHECK_RESULT,
                    """
                    INSERT INTO check_result (org_id, task_id, attempt_id, gate, status, critical, major, minor, report,
                           checked_by_kind, checked_by_id, checked_by, created_at)
                    SELECT $1, t.target_id, a.target_id, l.gate, l.status, l.critical, l.major, l.minor, l.report,\s"""
                            + WHO + ", l.created_at FROM " + LINES
                            + """
                            (id bigint, task bigint, attempt bigint, gate text, status text, critical integer, major integer,
                             minor integer, report text, who json, created_at timestamptz)
                            """
                            + OF_TASK + OF_ATTEMPT + " ORDER BY l.id"),
            Map.entry(
                    RowType.CHECK_REQUEST,
                    """
                    INSERT INTO check_request (org_id, task_id, attempt_id, gates, answered, created_at)
                    SELECT $1, t.target_id, a.target_id, ARRAY(SELECT json_array_elements_text(l.gates)),
                           ARRAY(SELECT json_array_elements_text(l.answered)), l.created_at FROM\s"""
                            + LINES
                            + "(task bigint, attempt bigint, gates json, answered json, created_at timestamptz)\n"
                            + OF_TASK
                            + " LEFT" + OF_ATTEMPT));

    private ImportEvidenceQueries() {}
}
