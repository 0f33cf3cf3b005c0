package dev.rota.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import dev.rota.mcp.golden.GoldenServer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Long calls: silence is broken, and leaving or cancelling ends them as the era says. */
class StreamsTest {
    private static final long DEADLINE_S = 10;

    private final Promise<ToolResult> release = Promise.promise();
    private final Semaphore started = new Semaphore(0);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final GoldenServer server = GoldenServer.start(
            List.of(
                    FixtureTool.of("wait", "Waits until it is released.", this::await),
                    FixtureTool.of("quick", "Does not wait.", call -> Future.succeededFuture(FixtureTool.text("q")))),
            new TestCallers(GoldenServer.CALLERS));

    @AfterEach
    void stop() {
        server.close();
    }

    private Future<ToolResult> await(ToolCall call) {
        call.exchange().onCancel(() -> {
            cancelled.countDown();
            release.tryComplete(FixtureTool.text("cancelled"));
        });
        started.release();
        return release.future();
    }

    @Test
    void a_client_that_takes_a_stream_hears_something_while_it_waits() throws Exception {
        var lines = new ArrayList<String>();
        var request = Messages.call(server, "reader", 1, "wait", new JsonObject());
        try (var body = TestHttpClient.shared()
                .sendAsync(request, BodyHandlers.ofLines())
                .get(DEADLINE_S, TimeUnit.SECONDS)
                .body()) {
            body.forEach(line -> {
                lines.add(line);
                release.tryComplete(FixtureTool.text("done"));
            });
        }
        assertThat(lines.get(0)).isEqualTo(":");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("data: "))
                .singleElement()
                .satisfies(data -> assertThat(new JsonObject(data.substring(6))
                                .getJsonObject("result")
                                .getString("resultType"))
                        .isEqualTo("complete"));
    }

    @Test
    void r11_leaving_cancels_a_modern_call() throws Exception {
        var call = sendAsync(Messages.call(server, "reader", 1, "wait", new JsonObject()));
        waitFor(1);
        call.cancel(true);
        assertThat(cancelled.await(DEADLINE_S, TimeUnit.SECONDS))
                .as("cancelled")
                .isTrue();
    }

    @Test
    void r11_leaving_does_not_cancel_a_legacy_call() throws Exception {
        var call = sendAsync(legacyCall("reader", 1));
        waitFor(1);
        call.cancel(true);
        // Another exchange after it: had leaving cancelled the call, that would have happened by now.
        assertThat(Messages.send(legacyNotice("writer", 1)).statusCode()).isEqualTo(202);
        assertThat(cancelled.getCount()).isEqualTo(1);
        assertThat(Messages.send(legacyNotice("reader", 1)).statusCode()).isEqualTo(202);
        assertThat(cancelled.await(DEADLINE_S, TimeUnit.SECONDS))
                .as("cancelled")
                .isTrue();
    }

    @Test
    void a_notification_of_the_same_credential_cancels_a_legacy_call() throws Exception {
        var call = sendAsync(legacyCall("reader", "a"));
        waitFor(1);
        assertThat(Messages.send(legacyNotice("reader", "b")).statusCode()).isEqualTo(202);
        assertThat(Messages.send(legacyNotice("writer", "a")).statusCode()).isEqualTo(202);
        assertThat(cancelled.getCount()).isEqualTo(1);
        assertThat(Messages.send(legacyNotice("reader", "a")).statusCode()).isEqualTo(202);
        assertThat(cancelled.await(DEADLINE_S, TimeUnit.SECONDS))
                .as("cancelled")
                .isTrue();
        assertThat(call.get(DEADLINE_S, TimeUnit.SECONDS)).contains("cancelled");
    }

    @Test
    void nothing_is_cancelled_where_two_calls_have_that_id() throws Exception {
        var one = sendAsync(legacyCall("reader", 1));
        var other = sendAsync(legacyCall("reader", 1));
        waitFor(2);
        assertThat(Messages.send(legacyNotice("reader", 1)).statusCode()).isEqualTo(202);
        assertThat(Messages.send(legacyCall("reader", 2, "quick")).statusCode()).isEqualTo(200);
        assertThat(cancelled.getCount()).isEqualTo(1);
        release.complete(FixtureTool.text("done"));
        assertThat(one.get(DEADLINE_S, TimeUnit.SECONDS)).contains("done");
        assertThat(other.get(DEADLINE_S, TimeUnit.SECONDS)).contains("done");
    }

    private java.net.http.HttpRequest legacyCall(String caller, Object id) {
        return legacyCall(caller, id, "wait");
    }

    private java.net.http.HttpRequest legacyCall(String caller, Object id, String tool) {
        return Messages.legacy(server, caller, Messages.request(id, "tools/call", new JsonObject().put("name", tool)));
    }

    private java.net.http.HttpRequest legacyNotice(String caller, Object id) {
        return Messages.legacy(
                server,
                caller,
                new JsonObject()
                        .put("jsonrpc", "2.0")
                        .put("method", "notifications/cancelled")
                        .put("params", new JsonObject().put("requestId", id)));
    }

    private static CompletableFuture<String> sendAsync(java.net.http.HttpRequest request) {
        return TestHttpClient.shared()
                .sendAsync(request, BodyHandlers.ofString())
                .thenApply(response -> response.body());
    }

    /** Until that many calls have started. */
    private void waitFor(int calls) throws InterruptedException {
        assertThat(started.tryAcquire(calls, DEADLINE_S, TimeUnit.SECONDS))
                .as("calls started")
                .isTrue();
    }
}
