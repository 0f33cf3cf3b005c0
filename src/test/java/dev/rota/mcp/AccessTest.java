package dev.rota.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Credential.Kind;
import dev.rota.identity.Scope;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.golden.GoldenServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A caller is first what the credential claimed when it was last seen; refusals are never decided on that alone. */
class AccessTest {
    private static final Caller WEAK = TestCallers.caller(1, Kind.AGENT_TOKEN, Set.of(), TestCallers.ACME);
    private static final Caller STRONG =
            TestCallers.caller(1, Kind.AGENT_TOKEN, Set.of(Scope.TASKS_READ), TestCallers.ACME, TestCallers.GLOBEX);

    /** @param now null when the credential has been revoked since it was seen */
    private record Changed(Caller seen, @Nullable Caller now) implements Callers {
        @Override
        public <T> Future<T> calling(McpRequest request, Function<Caller, Future<T>> work) {
            return work.apply(seen.during(request.info()));
        }

        @Override
        public <T> Future<T> confirmed(McpRequest request, Function<Caller, Future<T>> work) {
            return now == null
                    ? Future.failedFuture(new Failure.Unauthenticated("revoked", true, "tok_1").asException())
                    : work.apply(now.during(request.info()));
        }
    }

    @Test
    void a_scope_granted_since_counts_and_nothing_is_recorded() {
        try (var server = server(new Changed(WEAK, STRONG))) {
            assertThat(call(server, "read", new JsonObject()).statusCode()).isEqualTo(200);
            assertThat(server.takeRefused()).isEmpty();
        }
    }

    @Test
    void a_membership_granted_since_counts() {
        try (var server = server(new Changed(WEAK, STRONG))) {
            var arguments = new JsonObject().put("arguments", new JsonObject().put("organization", "globex"));
            assertThat(Messages.result(call(server, "read", arguments)).getBoolean("isError"))
                    .isFalse();
        }
    }

    @Test
    void a_dead_credential_learns_nothing_but_that() {
        try (var server = server(new Changed(WEAK, null))) {
            for (var tool : List.of("read", "no_such_tool")) {
                var response = call(server, tool, new JsonObject());
                assertThat(response.statusCode()).isEqualTo(401);
                assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
            }
            assertThat(server.takeRefused()).isEmpty();
        }
    }

    @Test
    void what_is_refused_after_a_look_is_recorded_once() {
        try (var server = server(new Changed(STRONG, WEAK))) {
            assertThat(call(server, "no_such_tool", new JsonObject()).statusCode())
                    .isEqualTo(200);
            assertThat(server.takeRefused()).containsExactly("user 1 no_such_tool invalid_params");
        }
    }

    private static java.net.http.HttpResponse<String> call(GoldenServer server, String tool, JsonObject more) {
        return Messages.send(Messages.call(server, "any", 1, tool, more));
    }

    private static GoldenServer server(Callers callers) {
        var read = FixtureTool.of(
                "read",
                "Reads.",
                Toolset.TASKS,
                Set.of(Scope.TASKS_READ),
                Hints.READ,
                new JsonObject(),
                call -> Future.succeededFuture(FixtureTool.text("read")));
        return GoldenServer.start(List.of(read), callers);
    }
}
