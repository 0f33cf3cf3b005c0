package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must be shown before a task reaches a status. Gates implement it. */
@FunctionalInterface
public interface Evidence {
    /**
     * What is missing, each as {@code <gate>: <what>}; empty where the task may go on.
     *
     * @param project of the task
     * @param task its id; null for one that is not made yet and so shows nothing
     */
    Future<List<String>> missing(OrganizationTx tx, long project, @Nullable Long task, TaskStatus status);

    /** Fails with {@code gate_failed} where something is missing, and names it. */
    default Future<Void> require(OrganizationTx tx, long project, @Nullable Long task, TaskStatus status) {
        return missing(tx, project, task, status).map(missing -> {
            if (!missing.isEmpty()) {
                throw new Failure.Conflict(
                                FailureCode.GATE_FAILED,
                                "Evidence is missing for " + status.wire() + ": " + String.join(", ", missing),
                                "Attach it while you hold the task: add_artifact, log_commit, record_check.",
                                new JsonObject().put("missing_gates", new JsonArray(missing)))
                        .asException();
            }
            return null;
        });
    }
}
