package dev.rota.check;

import dev.rota.audit.AuditObject;
import dev.rota.task.TaskStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks that somebody has asked for, and how that stands.
 *
 * @param task the check task
 * @param attempt that asked; null where none did
 * @param checks what was asked for
 * @param results the newest of each check that was answered, in that order, with the beginnings of their reports
 * @param whole whether every check is answered
 * @param withdrawn whether whoever asked waits no more
 * @param status of the check task
 * @param changedAt when it came to stand so
 */
public record RequestedCheck(
        long task,
        String key,
        @Nullable Long attempt,
        List<String> checks,
        JsonArray results,
        boolean whole,
        boolean withdrawn,
        TaskStatus status,
        OffsetDateTime changedAt) {
    /** How much of each report is told here. */
    static final int LONGEST_REPORT = 1_000;

    /** What has become of it. */
    public enum Standing {
        WAITING,
        ANSWERED,
        WITHDRAWN,
        /** Somebody has ended the check task, and not all is answered. */
        ENDED
    }

    public RequestedCheck {
        checks = List.copyOf(checks);
    }

    static RequestedCheck of(Row row) {
        return new RequestedCheck(
                row.getLong("task_id"),
                row.getString("key"),
                row.getLong("attempt_id"),
                List.of(row.getArrayOfStrings("gates")),
                row.getJsonArray("results"),
                row.getBoolean("whole"),
                row.getBoolean("withdrawn"),
                TaskStatus.of(row.getString("status")),
                row.getOffsetDateTime("changed_at"));
    }

    public Standing standing() {
        if (withdrawn) {
            return Standing.WITHDRAWN;
        }
        if (whole) {
            return Standing.ANSWERED;
        }
        return status.isTerminal() ? Standing.ENDED : Standing.WAITING;
    }

    /** What the audit says it is about. */
    public AuditObject object() {
        return new AuditObject("task", task, key);
    }
}
