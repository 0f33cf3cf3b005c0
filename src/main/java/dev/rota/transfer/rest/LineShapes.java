package dev.rota.transfer.rest;

import dev.rota.attempt.ArtifactType;
import dev.rota.identity.Permission;
import dev.rota.organization.rest.PolicyShape;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.task.TaskStatus;
import dev.rota.transfer.RowType;
import java.util.Map;
import java.util.Objects;

/** What each line of an import may say. Nulls are as if they were not there. */
final class LineShapes {
    private static final int LONG = 256 * 1024;
    private static final Shape ID = Shape.whole(1, 1L << 53);
    private static final Shape NUMBER = Shape.whole(0, 1L << 53);
    private static final Shape FINDINGS = Shape.whole(0, 1_000_000);
    private static final Shape GATE_NAME = Shape.form("[a-z0-9][a-z0-9._-]{0,62}", 63, "the name of a gate");
    private static final Shape COUNT = Shape.whole(0, Integer.MAX_VALUE);
    private static final Shape VERSION = Shape.whole(1, Integer.MAX_VALUE);
    private static final Shape TEXT = Shape.stored(LONG);
    private static final Shape NAME = Shape.stored(254);
    private static final Shape LINE = Shape.line(254);
    private static final Shape TIME = Shape.time();
    private static final Shape METADATA = Shape.map(Shape.any(), 10_000);
    private static final Shape WHO = Shape.object(
            Member.required("kind", Shape.choice("user", "agent", "org", "system", "name")),
            Member.required("name", NAME),
            Member.optional("email", LINE),
            Member.optional("agent", ID));

    private static final Map<RowType, Shape> SHAPES = Map.ofEntries(
            Map.entry(
                    RowType.ORGANIZATION,
                    of(
                            Member.required("slug", NAME),
                            Member.required("name", NAME),
                            Member.optional("policy", PolicyShape.ofAnyDialects()),
                            Member.optional("default_project", NAME))),
            Map.entry(
                    RowType.ROLE,
                    of(
                            Member.required("name", Shape.form("[a-z][a-z0-9_-]{0,62}", 63, "the name of a role")),
                            Member.required("permissions", Shape.list(Shape.choice(Permission.all()), 100)),
                            Member.required("system", Shape.flag()))),
            Map.entry(
                    RowType.MEMBER,
                    of(
                            Member.required("email", NAME),
                            Member.required("name", NAME),
                            Member.required("role", NAME),
                            Member.required("joined_at", TIME))),
            Map.entry(
                    RowType.AGENT,
                    of(
                            Member.required("id", ID),
                            Member.required("name", Shape.line(100)),
                            Member.optional("owner", NAME),
                            Member.required("active", Shape.flag()),
                            Member.required("created_at", TIME))),
            Map.entry(
                    RowType.PROJECT,
                    of(
                            Member.required("id", ID),
                            Member.required(
                                    "key", Shape.form("(?=.*[A-Z])[A-Z0-9]{2,10}", 10, "2 to 10 capitals or digits")),
                            Member.required("name", Shape.line(100)),
                            Member.required("review_required", Shape.flag()),
                            Member.required("last_task_number", NUMBER),
                            Member.required("last_requirement_number", NUMBER),
                            Member.required("version", VERSION),
                            Member.required("created_at", TIME))),
            Map.entry(
                    RowType.GATE,
                    of(
                            Member.required("id", ID),
                            Member.required("project", ID),
                            Member.required("name", GATE_NAME),
                            Member.optional("description", Shape.text(1_000)),
                            Member.required("when", Shape.some(Shape.choice("in_review", "done"), 2)),
                            Member.required("artifacts", Shape.list(Shape.choice(ArtifactType.wires()), 6)),
                            Member.required("commits", Shape.whole(0, 100)),
                            Member.optional("check", Shape.flag()),
                            Member.optional("max_critical", FINDINGS),
                            Member.optional("max_major", FINDINGS),
                            Member.optional("max_minor", FINDINGS),
                            Member.required("version", VERSION),
                            Member.required("created_at", TIME))),
            Map.entry(
                    RowType.REQUIREMENT,
                    of(
                            Member.required("id", ID),
                            Member.required("project", ID),
                            Member.required("key", Shape.form("[A-Z0-9]{2,10}-R[1-9][0-9]{0,15}", 40, "a key")),
                            Member.required("title", Shape.stored(1_000)),
                            Member.required("body", TEXT),
                            Member.required("status", Shape.form("[a-z][a-z0-9_-]{0,39}", 40, "a status")),
                            Member.required("metadata", Shape.map(Shape.document(20, 5_000), 100)),
                            Member.required("version", VERSION),
                            Member.required("created_at", TIME),
                            Member.required("updated_at", TIME))),
            Map.entry(RowType.TASK, task()),
            Map.entry(
                    RowType.SUBTASK,
                    of(Member.required("task", ID), Member.required("parent", ID), Member.optional("number", COUNT))),
            Map.entry(
                    RowType.TASK_LINK,
                    of(
                            Member.required("task", ID),
                            Member.required("link", Shape.choice("depends_on", "related", "duplicate_of")),
                            Member.required("target", ID),
                            Member.required("created_at", TIME))),
            Map.entry(
                    RowType.COMMENT,
                    of(
                            Member.required("id", ID),
                            Member.required("task", ID),
                            Member.required("body", TEXT),
                            Member.required("who", WHO),
                            Member.required("created_at", TIME))),
            Map.entry(RowType.ATTEMPT, attempt()),
            Map.entry(
                    RowType.TASK_EVENT,
                    of(
                            Member.required("id", ID),
                            Member.required("task", ID),
                            Member.required("event", Shape.form("[a-z][a-z_]{0,62}", 63, "the name of an event")),
                            Member.required("version", VERSION),
                            Member.optional("changes", METADATA),
                            Member.optional("note", TEXT),
                            Member.optional("attempt", ID),
                            Member.required("who", WHO),
                            Member.required("at", TIME))),
            Map.entry(
                    RowType.ARTIFACT,
                    of(
                            Member.required("id", ID),
                            Member.required("attempt", ID),
                            Member.required("task", ID),
                            Member.required("kind", Shape.choice(ArtifactType.wires())),
                            Member.optional("name", Shape.stored(255)),
                            Member.required("media_type", Shape.line(255)),
                            Member.required("metadata", METADATA),
                            Member.required("created_at", TIME))),
            Map.entry(
                    RowType.ARTIFACT_CONTENT,
                    of(
                            Member.required("artifact", ID),
                            Member.required("part", Shape.whole(0, 266)),
                            Member.required("data", TEXT),
                            Member.required("last", Shape.flag()),
                            Member.required("sha256", Shape.form("[0-9a-f]{64}", 64, "a SHA-256 in hex")))),
            Map.entry(
                    RowType.COMMIT_ENTRY,
                    of(
                            Member.required("id", ID),
                            Member.required("task", ID),
                            Member.required("message", TEXT),
                            Member.optional("hash", NAME),
                            Member.optional("reason", TEXT),
                            Member.optional("url", Shape.stored(2_048)),
                            Member.required("who", WHO),
                            Member.required("created_at", TIME))),
            Map.entry(
                    RowType.QUESTION,
                    of(
                            Member.required("id", ID),
                            Member.required("task", ID),
                            Member.required("attempt", ID),
                            Member.required("question", TEXT),
                            Member.required("options", Shape.list(TEXT, 20)),
                            Member.optional("answer", TEXT),
                            Member.optional("answered_by", LINE),
                            Member.required("asked_at", TIME),
                            Member.optional("answered_at", TIME))),
            Map.entry(RowType.ASSIGNMENT, assignment()),
            Map.entry(
                    RowType.EXECUTION_RESULT,
                    of(
                            Member.required("attempt", ID),
                            Member.required("task", ID),
                            Member.optional("assignment", ID),
                            Member.required("executor", Shape.stored(254)),
                            Member.required("executor_type", Shape.choice("human", "agent")),
                            Member.optional("provider", Shape.stored(100)),
                            Member.optional("request", TEXT),
                            Member.optional("response", TEXT),
                            Member.optional("error_message", TEXT),
                            Member.required("created_at", TIME))),
            Map.entry(
                    RowType.CHECK_RESULT,
                    of(
                            Member.required("id", ID),
                            Member.required("task", ID),
                            Member.required("attempt", ID),
                            Member.required("gate", GATE_NAME),
                            Member.required("status", Shape.choice("pass", "warn", "fail")),
                            Member.required("critical", COUNT),
                            Member.required("major", COUNT),
                            Member.required("minor", COUNT),
                            Member.optional("report", TEXT),
                            Member.required("who", WHO),
                            Member.required("created_at", TIME))),
            Map.entry(
                    RowType.CHECK_REQUEST,
                    of(
                            Member.required("task", ID),
                            Member.optional("attempt", ID),
                            Member.required("gates", Shape.some(GATE_NAME, 20)),
                            Member.required("answered", Shape.list(GATE_NAME, 20)),
                            Member.required("created_at", TIME))));

    private LineShapes() {}

    static Shape of(RowType type) {
        return Objects.requireNonNull(SHAPES.get(type));
    }

    private static Shape of(Member... members) {
        var all = new Member[members.length + 1];
        all[0] = Member.required("type", NAME);
        System.arraycopy(members, 0, all, 1, members.length);
        return Shape.object(all);
    }

    private static Shape task() {
        return of(
                Member.required("id", ID),
                Member.required("uuid", Shape.form("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", 36, "a UUID")),
                Member.required("project", ID),
                Member.required("key", Shape.form("[A-Z0-9]{2,10}-[1-9][0-9]{0,15}", 40, "a key")),
                Member.required("title", Shape.stored(1_000)),
                Member.optional("description", Shape.stored(2 * LONG)),
                Member.optional("description_json", Shape.stored(2 * LONG)),
                Member.optional("kind", Shape.choice("human", "ai", "mixed")),
                Member.required("status", Shape.choice(TaskStatus.wires())),
                Member.required("priority", Shape.whole(-2, 2)),
                Member.optional("assignee", WHO),
                Member.optional("requirement", ID),
                Member.required("labels", Shape.list(NAME, 50)),
                Member.required("acceptance", Shape.list(TEXT, 100)),
                Member.optional("due_at", TIME),
                Member.optional("completed_at", TIME),
                Member.required("metadata", METADATA),
                Member.required("complexity", Shape.choice("simple", "medium", "complex", "critical")),
                Member.required("complexity_score", Shape.whole(1, 10)),
                Member.required("lapsed_attempts", COUNT),
                Member.required("version", VERSION),
                Member.required("who", WHO),
                Member.required("created_at", TIME),
                Member.required("updated_at", TIME),
                Member.optional("trashed_at", TIME));
    }

    private static Shape attempt() {
        return of(
                Member.required("id", ID),
                Member.required("task", ID),
                Member.required("who", WHO),
                Member.required(
                        "status", Shape.choice("running", "success", "partial", "failed", "aborted", "expired")),
                Member.optional("failure_class", Shape.stored(100)),
                Member.required("lease_expires_at", TIME),
                Member.optional("lease_seconds", Shape.whole(1, 86_400)),
                Member.required("started_at", TIME),
                Member.optional("finished_at", TIME),
                Member.optional("percent", Shape.whole(0, 100)),
                Member.optional("model", Shape.stored(200)),
                Member.optional("tokens_input", NUMBER),
                Member.optional("tokens_output", NUMBER),
                Member.optional("tokens_total", NUMBER),
                Member.optional("cost_usd", Shape.any()),
                Member.optional("wall_clock_ms", NUMBER),
                Member.optional("notes", TEXT));
    }

    private static Shape assignment() {
        return of(
                Member.required("id", ID),
                Member.required("task", ID),
                Member.required("assignee", WHO),
                Member.required("assignee_type", Shape.choice("human", "agent")),
                Member.optional("provider", Shape.stored(100)),
                Member.optional("model", Shape.stored(200)),
                Member.required("who", WHO),
                Member.required("status", Shape.choice("pending", "accepted", "rejected", "in_progress", "completed")),
                Member.optional("notes", TEXT),
                Member.required("assigned_at", TIME),
                Member.optional("accepted_at", TIME),
                Member.optional("completed_at", TIME));
    }
}
