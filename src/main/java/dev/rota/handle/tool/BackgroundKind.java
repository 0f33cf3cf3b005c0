package dev.rota.handle.tool;

import dev.rota.audit.AuditObject;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.mcp.BackgroundTask;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tools of one kind go on with in the background. How it stands is read from its own rows each time, under the sight
 * and the rights that the caller has then.
 */
public interface BackgroundKind {
    /** Begins its ids: at most 20 lower-case letters, such as {@code question}. */
    String name();

    /** Every scope that whoever follows, answers or cancels it needs: those of the tool. */
    Set<Scope> scopes();

    /** How long it can be asked for after it has begun. */
    Duration keptFor();

    /** How long a client should wait before it asks again. */
    Duration pollInterval();

    /**
     * How it stands. Enqueues its statements before it returns. Fails with {@code not_found} where the caller may not see
     * what it is about, or it is no longer there.
     */
    Future<Standing> look(ReadTx tx, Caller caller, long subject);

    /** Ends it, if it has not ended; gives what was ended, for the audit. Fails as {@link #look}. */
    Future<AuditObject> cancel(OrganizationTx tx, Caller caller, long subject);

    /** Takes answers of the client, where it asks any; gives what was answered. Fails as {@link #look}. */
    default Future<AuditObject> answer(OrganizationTx tx, Caller caller, long subject, JsonObject inputResponses) {
        return look(tx.reading(), caller, subject).map(Standing::object);
    }

    /**
     * How it stands.
     *
     * @param message for people; null for none
     * @param object for the audit
     */
    record Standing(
            BackgroundTask.State state, @Nullable String message, OffsetDateTime changedAt, AuditObject object) {}
}
