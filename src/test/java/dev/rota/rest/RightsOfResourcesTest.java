package dev.rota.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Resources and completion ask the role as tools do: what a credential was granted counts only as far as that reaches. */
@ExtendWith(EventLoopRule.class)
class RightsOfResourcesTest {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private static TestServer server;
    /** Where the member's role permits nothing of tasks. */
    private static TestOrganization poor;

    private static TestOrganization rich;
    private static OpaqueToken owner;
    /** Of one person, who is a member of both. */
    private static OpaqueToken inPoor;

    private static OpaqueToken inBoth;
    private static final Map<String, String> VALUES = new HashMap<>();

    @BeforeAll
    static void start() {
        server = TestServer.start();
        poor = server.organization();
        rich = server.organization();
        owner = issue(poor.ownerId());
        fill(poor, owner);
        fill(rich, rich.issue(OpaqueToken.Kind.USER, rich.ownerId(), null, Restrictions.NONE));
        server.database()
                .execute("UPDATE rota.role SET permissions = '{org.read,member.read,mcp.create}' WHERE name = 'member'"
                        + " AND org_id = " + poor.id());
        inPoor = issue(poor.memberId());
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) SELECT m.org_id, " + poor.ownerId()
                        + ", m.role FROM rota.membership m WHERE m.org_id = " + rich.id() + " AND m.user_id = "
                        + rich.memberId());
        server.database()
                .execute("UPDATE rota.membership SET role = 'member' WHERE org_id = " + poor.id() + " AND user_id = "
                        + poor.ownerId());
        inBoth = issue(poor.ownerId());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static OpaqueToken issue(long user) {
        return poor.issue(OpaqueToken.Kind.USER, user, null, Restrictions.NONE);
    }

    private static void fill(TestOrganization organization, OpaqueToken by) {
        var title = new JsonObject().put("project", "DEV").put("title", "Secret of " + organization.slug());
        var task = server.tool(by, "create_task", title.put("labels", new JsonArray().add(organization.slug())))
                .tool()
                .getJsonObject("task")
                .getString("key");
        var attempt = server.tool(by, "claim_task", new JsonObject().put("task", task))
                .tool()
                .getLong("attempt_id");
        var artifact = server.tool(
                        by,
                        "add_artifact",
                        new JsonObject()
                                .put("attempt_id", attempt)
                                .put("type", "log")
                                .put("name", "log.txt")
                                .put("content", "Secret of " + organization.slug()))
                .tool();
        server.database()
                .execute("INSERT INTO rota.requirement (org_id, project_id, key, title, body) VALUES ("
                        + organization.id() + ", " + organization.dev().id() + ", 'DEV-R1', 'What for', '')");
        server.database()
                .execute("UPDATE rota.task SET requirement_id = (SELECT r.id FROM rota.requirement r WHERE r.org_id = "
                        + organization.id() + ") WHERE org_id = " + organization.id());
        VALUES.putAll(
                Map.of("task_id", task, "project", "DEV", "key", "DEV-R1", "id", artifact.getLong("artifact_id") + ""));
    }

    @TestFactory
    Stream<DynamicTest> c10_a_role_without_the_permission_reads_no_resource() {
        return uris().flatMap(uri -> Stream.of(uri, uri + "?organization=" + poor.slug())
                .map(asked -> DynamicTest.dynamicTest(asked, () -> {
                    var refused = read(inPoor, asked);
                    assertThat(refused.status()).as(refused.body()).isEqualTo(403);
                    assertThat(refused.body()).contains("forbidden").doesNotContain("Secret");
                })));
    }

    @TestFactory
    Stream<DynamicTest> c10_another_organizations_role_does_not_help() {
        return uris().map(uri -> DynamicTest.dynamicTest(uri, () -> {
            assertThat(read(inBoth, uri + "?organization=" + poor.slug()).body())
                    .contains("error")
                    .doesNotContain("Secret");
            var there = read(inBoth, uri);
            assertThat(there.status()).as("what is alike in both is no choice").isEqualTo(200);
            assertThat(there.body()).doesNotContain("Secret of " + poor.slug());
        }));
    }

    @TestFactory
    Stream<DynamicTest> c10_a_role_without_the_permission_is_offered_nothing() {
        return Stream.concat(ofTemplates(), ofPrompts())
                .map(asked -> DynamicTest.dynamicTest(asked.encode(), () -> {
                    var refused = server.mcp("/mcp/x/all", inPoor, "completion/complete", asked);
                    if (refused.status() == 200) {
                        assertThat(values(refused)).isEmpty();
                    } else {
                        assertThat(refused.status()).as(refused.body()).isEqualTo(403);
                        assertThat(refused.body()).contains("forbidden");
                    }
                }));
    }

    @Test
    void c10_completion_offers_what_is_in_the_other_organizations() {
        var labels = ofPrompts()
                .map(asked -> server.mcp("/mcp/x/all", inBoth, "completion/complete", asked))
                .flatMap(answer -> values(answer).stream())
                .toList();
        assertThat(labels).contains("DEV-1", rich.slug()).doesNotContain(poor.slug());
    }

    @Test
    void c10_a_requirement_shows_its_tasks_only_to_whom_the_role_lets_read_them() {
        var asked = new JsonObject().put("requirement", "DEV-R1");
        assertThat(server.tool(inPoor, "get_requirement", asked).body()).doesNotContain("Secret of");
        asked.put("organization", poor.slug());
        assertThat(server.tool(inBoth, "get_requirement", asked).body()).doesNotContain("Secret of");
        asked.put("organization", rich.slug());
        assertThat(server.tool(inBoth, "get_requirement", asked).body()).contains("Secret of " + rich.slug());
    }

    /** One of each resource that tells of the organization's data. */
    private static Stream<String> uris() {
        return Stream.concat(listed("resources/list", "resources", "uri"), templates())
                .map(RightsOfResourcesTest::filled);
    }

    private static Stream<String> templates() {
        return listed("resources/templates/list", "resourceTemplates", "uriTemplate")
                .filter(uri -> !uri.startsWith("schema:"));
    }

    private static String filled(String template) {
        return VARIABLE.matcher(template).replaceAll(variable -> VALUES.get(variable.group(1)));
    }

    private static Stream<JsonObject> ofTemplates() {
        return templates().flatMap(uri -> VARIABLE.matcher(uri)
                .results()
                .map(variable ->
                        asked(new JsonObject().put("type", "ref/resource").put("uri", uri), variable.group(1))));
    }

    private static Stream<JsonObject> ofPrompts() {
        return list("prompts/list", "prompts")
                .flatMap(prompt -> prompt.getJsonArray("arguments", new JsonArray()).stream()
                        .map(argument -> asked(
                                new JsonObject().put("type", "ref/prompt").put("name", prompt.getString("name")),
                                ((JsonObject) argument).getString("name"))));
    }

    private static JsonObject asked(JsonObject ref, String name) {
        return new JsonObject()
                .put("ref", ref)
                .put("argument", new JsonObject().put("name", name).put("value", ""));
    }

    private static Stream<String> listed(String method, String list, String member) {
        return list(method, list).map(item -> item.getString(member));
    }

    private static Stream<JsonObject> list(String method, String list) {
        return server
                .mcp("/mcp/x/all", owner, method, new JsonObject())
                .json()
                .getJsonObject("result")
                .getJsonArray(list)
                .stream()
                .map(JsonObject.class::cast);
    }

    private static Answer read(OpaqueToken token, String uri) {
        return server.mcp("/mcp/x/all", token, "resources/read", new JsonObject().put("uri", uri));
    }

    private static List<Object> values(Answer answer) {
        return answer.json().getJsonObject("result").getJsonObject("completion").getJsonArray("values").stream()
                .toList();
    }
}
