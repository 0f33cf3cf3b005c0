package dev.rota.audit;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.failure.FailureCode;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Whom the announcements of an organization on the event bus wake. */
final class AnnouncementsTest {
    @Test
    void a_change_wakes_who_waits_for_one_and_neither_a_read_nor_a_refusal_does() {
        try (var server = TestServer.start()) {
            var acme = server.organization();
            var caller = acme.agent();
            var operations = TestOrganization.operations(server.vertx(), server.own());
            var answer = Future.succeededFuture(Answer.of(JsonBytes.of(new JsonObject())));
            var doing = new AtomicReference<>("nothing");
            var wokenBy = new CopyOnWriteArrayList<String>();
            Promise<Void> woken = Promise.promise();
            var changes = AuditLog.changes(server.vertx(), acme.id(), () -> {
                wokenBy.add(doing.get());
                woken.tryComplete();
            });

            doing.set("read");
            assertThat(await(operations.read(caller, Action.mcp("get_task"), tx -> answer)))
                    .isNotNull();
            doing.set("refusal");
            await(operations.refuse(caller, Action.mcp("get_task"), FailureCode.FORBIDDEN));
            doing.set("change");
            assertThat(await(operations.change(caller, Action.mcp("update_task"), null, tx -> answer)))
                    .isNotNull();

            await(woken.future());
            assertThat(wokenBy).containsExactly("change");
            await(changes.unregister());
        }
    }
}
