package dev.rota.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.rest.TestPrincipals.Kind;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every tool by every kind of principal, in their own organization, in another's and in one that does not exist. */
@ExtendWith(EventLoopRule.class)
class RightsOfToolsTest {
    /** Kinds whose credential is one of MCP, and counts. */
    private static final Set<Kind> LET_IN = EnumSet.of(Kind.MCP_OAUTH, Kind.PERSONAL, Kind.ORGANIZATION, Kind.AGENT);

    private static TestServer server;
    private static TestOrganization own;
    private static TestOrganization foreign;
    private static TestPrincipals principals;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        own = server.organization();
        foreign = server.organization();
        principals = new TestPrincipals(server, own);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> m1_each_tool_lets_in_whom_the_matrix_says() {
        return tools().stream().flatMap(tool -> Stream.of(Kind.values())
                .map(kind -> DynamicTest.dynamicTest(tool + " by " + name(kind), () -> {
                    var answer = call(principals.token(kind), tool, hasty(tool));
                    if (LET_IN.contains(kind)) {
                        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                        assertThat(error(answer)).isNotIn("forbidden", "insufficient_scope", "internal_error");
                    } else {
                        assertThat(answer.status()).as(answer.body()).isEqualTo(401);
                    }
                })));
    }

    @TestFactory
    Stream<DynamicTest> m1_elsewhere_each_tool_answers_as_if_nothing_were_there() {
        return tools().stream().flatMap(tool -> LET_IN.stream()
                .map(kind -> DynamicTest.dynamicTest(tool + " elsewhere by " + name(kind), () -> {
                    var there = call(principals.token(kind), tool, in(foreign.slug()));
                    assertThat(there).isEqualTo(call(principals.token(kind), tool, in("nowhere")));
                    assertThat(error(there)).isEqualTo("not_found");
                })));
    }

    /** Whoever's role gives nothing of tasks is told so, whatever their token was granted. */
    @TestFactory
    Stream<DynamicTest> m4_a_role_without_the_permission_takes_the_tool_away() {
        var poor = server.organization();
        server.database()
                .execute("UPDATE rota.role SET permissions = '{org.read,member.read,mcp.create}' WHERE name = 'member'"
                        + " AND org_id = " + poor.id());
        var token = poor.issue(OpaqueToken.Kind.USER, poor.memberId(), null, Restrictions.NONE)
                .reveal();
        return tools().stream()
                .filter(tool -> !Set.of("get_context").contains(tool))
                .map(tool -> DynamicTest.dynamicTest(tool, () -> {
                    var answer = call(token, tool, new JsonObject());
                    assertThat(answer.status()).as(answer.body()).isEqualTo(403);
                    assertThat(answer.body()).contains("forbidden");
                }));
    }

    /** What would wait is told not to: it sends comments before its answer. */
    private static JsonObject hasty(String tool) {
        return tool.equals("wait_for_changes") ? new JsonObject().put("timeout_seconds", 0) : new JsonObject();
    }

    private static JsonObject in(String organization) {
        return new JsonObject().put("organization", organization);
    }

    private static Answer call(@Nullable String token, String tool, JsonObject arguments) {
        var params = new JsonObject().put("name", tool).put("arguments", arguments);
        var request = server.request("/mcp", TestServer.message("tools/call", params));
        return server.send(token == null ? request : request.header("Authorization", "Bearer " + token));
    }

    /** The code of a refusal, in whichever of its two places. */
    private static String error(Answer answer) {
        var json = answer.json();
        var protocol = json.getJsonObject("error");
        if (protocol != null) {
            return protocol.getJsonObject("data").getString("code");
        }
        return json.getJsonObject("result")
                .getJsonObject("structuredContent")
                .getJsonObject("error", new JsonObject())
                .getString("code", "");
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> tools() {
        var all = own.issue(OpaqueToken.Kind.USER, own.ownerId(), null, Restrictions.NONE, Scope.OF_TOOLS, "mcp");
        return server
                .mcp("/mcp/x/all", all, "tools/list", new JsonObject())
                .json()
                .getJsonObject("result")
                .getJsonArray("tools")
                .stream()
                .map(tool -> ((JsonObject) tool).getString("name"))
                .toList();
    }
}
