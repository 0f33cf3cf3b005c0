package dev.rota.audit;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.logging.RequestFacts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose a batch is. */
final class AuditBatchTest {
    private final Vertx vertx = Vertx.vertx();
    private final ContextInternal loop = (ContextInternal) vertx.getOrCreateContext();
    private final Promise<Void> first = Promise.promise();
    private final List<String> committedFor = new ArrayList<>();
    private final AuditBatch batch = new AuditBatch(this::commit);

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void a_batch_is_committed_in_the_name_of_no_request() {
        var one = added("one");
        var two = added("two"); // waits for the first, and is committed by whoever ends that
        await(request("ends", () -> {
            first.complete();
            return Future.succeededFuture();
        }));
        await(one);
        await(two);
        assertThat(committedFor).containsExactly("nobody", "nobody");
    }

    private Future<Void> added(String requestId) {
        var caller = Caller.internal(
                Principal.SYSTEM,
                new OrganizationId(1),
                "tests",
                new RequestInfo(requestId, null, "local", "tests", 0));
        return request(
                requestId, () -> batch.add(AuditEvent.of(new OrganizationId(1), caller, Action.mcp("x"), "ok", null)));
    }

    private Future<?> commit(List<AuditEvent> events) {
        var facts = RequestFacts.current();
        committedFor.add(
                facts == null ? "nobody" : Objects.requireNonNull(facts.all().get("request_id")));
        return committedFor.size() == 1 ? first.future() : Future.succeededFuture();
    }

    private <T> Future<T> request(String requestId, Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        loop.duplicate().runOnContext(begun -> {
            RequestFacts.begin(requestId);
            assertThat(RequestFacts.current()).isNotNull();
            work.get().onComplete(done);
        });
        return done.future();
    }
}
