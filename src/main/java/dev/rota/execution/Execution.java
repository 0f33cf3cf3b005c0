package dev.rota.execution;

import dev.rota.identity.Principal;
import dev.rota.model.Provider;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a node has to know of an execution to go on with it.
 *
 * @param endpoint null once it is gone
 * @param tries requests that were sent, or may have been
 * @param fence counts up with each node that takes it
 * @param sent whether the request of the current try may have been sent
 * @param principal who asked for it, and so whose attempt it is
 * @param live whether the attempt still holds its task
 * @param entitled whether the principal, or whoever answers for it, is still active in the organization
 * @param reviewed whether the organization wants a review of every task
 */
record Execution(
        long id,
        long attempt,
        long task,
        String key,
        @Nullable Long endpoint,
        String endpointName,
        Provider provider,
        String model,
        boolean autoComplete,
        ExecutionStatus status,
        int tries,
        int fence,
        boolean sent,
        JsonObject request,
        Principal principal,
        boolean live,
        boolean entitled,
        boolean reviewed) {
    static Execution of(Row row) {
        return new Execution(
                row.getLong("id"),
                row.getLong("attempt_id"),
                row.getLong("task_id"),
                row.getString("key"),
                row.getLong("endpoint_id"),
                row.getString("endpoint"),
                Provider.of(row.getString("provider")),
                row.getString("model"),
                row.getBoolean("auto_complete"),
                ExecutionStatus.of(row.getString("status")),
                row.getInteger("tries"),
                row.getInteger("fence"),
                row.getBoolean("sent"),
                row.getJsonObject("request"),
                new Principal(
                        Principal.Kind.of(row.getString("principal_kind")),
                        row.getLong("principal_id"),
                        row.getString("principal"),
                        null),
                row.getBoolean("live"),
                row.getBoolean("entitled"),
                row.getBoolean("reviewed"));
    }
}
