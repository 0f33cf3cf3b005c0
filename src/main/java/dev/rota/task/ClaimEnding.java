package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;

/** What must happen to a running attempt when its task is finished by a status write. Claims implement it. */
public interface ClaimEnding {
    /**
     * Ends the running attempt of {@code task}: {@code done} as success, {@code failed} as failed, {@code cancelled} as
     * aborted; as aborted also when the writer is not its holder.
     */
    Future<Void> end(OrganizationTx tx, Caller caller, TaskState task, TaskStatus status);
}
