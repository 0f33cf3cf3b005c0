package dev.rota.dialect.workx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The MCP server guide of WORK-X, line by line. */
class WorkXSeedTest {
    private static TestServer server;

    private TestOrganization acme;
    private WorkXClient personal;
    private WorkXClient org;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        personal = WorkXClient.personal(server, acme);
        org = WorkXClient.org(server, acme);
    }

    /** A task made natively, since WORK-X makes its tasks elsewhere; its uuid. */
    private String made(String title, String more) {
        return WorkXClient.made(server, acme, title, more);
    }

    private String mine(String title) {
        return made(title, ", 'assignee': 'Mel of " + acme.slug() + "'");
    }

    private String requirement() {
        return server.database()
                .ask("INSERT INTO rota.requirement (org_id, project_id, key, title, body, metadata) VALUES ("
                        + acme.id()
                        + ", " + acme.dev().id()
                        + ", 'DEV-R1', 'Exports', 'Everything is exported', '{\"source\": \"spec\"}') RETURNING id")
                .get(0);
    }

    @Test
    void a_personal_token_acts_as_its_user_who_reads_and_changes_only_what_is_assigned_to_them() {
        var id = mine("mine");
        var other = made("nobody's", "");
        assertThat(personal.titles("listMyTasks", "{}")).containsExactly("mine");
        assertThat(personal.task("updateTaskStatus", "{'taskId': '%s', 'status': 'IN_PROGRESS'}", id)
                        .getString("status"))
                .isEqualTo("IN_PROGRESS");
        personal.call("createCommitEntry", "{'taskId': '%s', 'message': 'Fix'}", id);
        for (var tool : List.of("updateTaskStatus", "createCommitEntry")) {
            var more = tool.equals("updateTaskStatus") ? "'status': 'DONE'" : "'message': 'Fix'";
            assertThat(personal.error(tool, "{'taskId': '%s', %s}", other, more).getString("code"))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void an_org_token_queries_all_projects_requirements_and_tasks_of_its_organization() {
        mine("mine");
        made("nobody's", "");
        requirement();
        assertThat(org.titles("listTasks", "{}")).containsExactlyInAnyOrder("mine", "nobody's");
        assertThat(org.rows("listProjects", "projects", "{}")).hasSize(2);
        assertThat(org.rows("listRequirements", "requirements", "{}")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/mcp/rpc", "/mcp/rpc"})
    void the_endpoint_is_where_the_guide_says_and_where_a_local_setup_has_it(String path) {
        mine("mine");
        for (var client : List.of(personal, org)) {
            var listed = client.postTo(path, "{'jsonrpc':'2.0','method':'tools/list','id':1}");
            assertThat(listed.status()).isEqualTo(200);
            assertThat(listed.header("content-type")).isEqualTo("application/json");
            var answer = client.postTo(
                    path,
                    "{'jsonrpc':'2.0','method':'tools/call','params':{'name':'listMyTasks','arguments':{}},'id':2}");
            assertThat(answer.json().getInteger("id")).isEqualTo(2);
            assertThat(answer.tool().getJsonArray("tasks")).hasSize(client.equals(personal) ? 1 : 0);
        }
    }

    @Test
    void tools_list_has_four_tools_for_a_personal_token_each_with_scope_and_token_type() {
        var tools = personal.tools();
        assertThat(tools.stream().map(tool -> tool.getString("name") + " " + tool.getString("scope")))
                .containsExactly(
                        "listMyTasks read:tasks",
                        "listTasksByReq read:tasks",
                        "updateTaskStatus write:tasks",
                        "createCommitEntry write:commits");
        assertThat(tools).allMatch(tool -> tool.getString("tokenType").equals("user"));
        assertThat(tools).allMatch(tool -> tool.containsKey("description") && tool.containsKey("inputSchema"));
    }

    @Test
    void tools_list_has_six_more_for_an_org_token() {
        assertThat(org.tools().stream()
                        .skip(4)
                        .map(tool -> tool.getString("name") + " " + tool.getString("scope") + " "
                                + tool.getString("tokenType")))
                .containsExactly(
                        "listProjects read:tasks org",
                        "listTasks read:tasks org",
                        "getTask read:tasks org",
                        "updateTask write:tasks org",
                        "listRequirements read:requirements org",
                        "getRequirement read:requirements org");
        assertThat(org.tools().subList(0, 4)).isEqualTo(personal.tools());
    }

    @Test
    void several_calls_go_in_one_round_trip() {
        var id = mine("mine");
        var answers = personal.batch(
                "[{'jsonrpc':'2.0','method':'tools/call','params':{'name':'listMyTasks','arguments':{}},'id':1},"
                        + "{'jsonrpc':'2.0','method':'tools/call','params':{'name':'updateTaskStatus',"
                        + "'arguments':{'taskId':'%s','status':'DONE'}},'id':2}]",
                id);
        assertThat(answers.stream().map(answer -> answer.getInteger("id"))).containsExactly(1, 2);
        assertThat(structured(answers.get(0)).getJsonArray("tasks")).hasSize(1);
        assertThat(structured(answers.get(1)).getJsonObject("task").getString("status"))
                .isEqualTo("DONE");
    }

    private static JsonObject structured(JsonObject answer) {
        return answer.getJsonObject("result").getJsonObject("structuredContent");
    }

    @Test
    void errors_follow_json_rpc() {
        var unknown = personal.post("{'jsonrpc':'2.0','method':'tasks/list','id':1}");
        assertThat(unknown.status()).isEqualTo(200);
        var error = unknown.json().getJsonObject("error");
        assertThat(unknown.json().getInteger("id")).isEqualTo(1);
        assertThat(error.getInteger("code")).isEqualTo(-32601);
        assertThat(error.getString("message")).isEqualTo("Method not found");
        var tool = personal.send("dropEverything", "{}");
        assertThat(tool.status()).isEqualTo(200);
        assertThat(tool.json().getJsonObject("error").getInteger("code")).isEqualTo(-32601);
    }

    @Test
    void list_my_tasks_has_id_title_status_priority_and_project() {
        var id = mine("mine");
        var task = personal.list("listMyTasks", "{}").get(0);
        assertThat(task.getString("id")).isEqualTo(id);
        assertThat(task.getString("title")).isEqualTo("mine");
        assertThat(task.getString("status")).isEqualTo("TODO");
        assertThat(task.getInteger("priority")).isZero();
        assertThat(task.getJsonObject("project"))
                .isEqualTo(new JsonObject()
                        .put("id", acme.dev().id())
                        .put("key", "DEV")
                        .put("name", "Development"));
        assertThat(task.getJsonArray("requirements")).isEmpty();
    }

    @Test
    void list_my_tasks_spans_all_accessible_projects_and_organizations() {
        var globex = server.organization();
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + globex.id() + ", "
                        + acme.memberId() + ", 'member')");
        mine("here");
        made("operated", ", 'project': 'OPS', 'assignee': 'Mel of " + acme.slug() + "'");
        WorkXClient.made(server, globex, "there", ", 'assignee': 'member@" + acme.slug() + ".example'");
        assertThat(personal.titles("listMyTasks", "{}")).containsExactly("there", "operated", "here");
    }

    @Test
    void list_tasks_by_req_has_those_linked_to_a_requirement() {
        var number = requirement();
        made("linked", ", 'requirement': 'DEV-R1', 'assignee': 'Mel of " + acme.slug() + "'");
        made("linked too", ", 'requirement': 'DEV-R1'");
        mine("not linked");
        for (var name : List.of("requirementId", "reqId", "requirement_id")) {
            for (var value : List.of("'DEV-R1'", number, "'" + number + "'")) {
                assertThat(personal.titles("listTasksByReq", "{'%s': %s}", name, value))
                        .containsExactly("linked");
            }
        }
        assertThat(org.titles("listTasksByReq", "{'requirementId': 'DEV-R1'}")).containsExactly("linked too", "linked");
        assertThat(org.list("listTasksByReq", "{'requirementId': 'DEV-R1'}")
                        .get(0)
                        .getJsonArray("requirements"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("id", Long.valueOf(number))
                                .put("key", "DEV-R1")
                                .put("title", "Exports")));
    }

    @Test
    void update_task_status_goes_from_todo_over_progress_and_review_to_done() {
        var id = mine("mine");
        for (var status : List.of("IN_PROGRESS", "IN_REVIEW", "DONE")) {
            assertThat(personal.task("updateTaskStatus", "{'taskId': '%s', 'status': '%s'}", id, status)
                            .getString("status"))
                    .isEqualTo(status);
        }
    }

    @Test
    void create_commit_entry_logs_message_hash_and_reason() {
        var id = mine("mine");
        var commit = personal.call(
                        "createCommitEntry",
                        "{'taskId': '%s', 'message': 'Fix it', 'commitHash': 'abc123', 'reason': 'It was broken'}",
                        id)
                .getJsonObject("commit");
        assertThat(commit.getLong("id")).isPositive();
        commit.remove("id");
        assertThat(commit)
                .isEqualTo(new JsonObject()
                        .put("taskId", id)
                        .put("message", "Fix it")
                        .put("commitHash", "abc123")
                        .put("reason", "It was broken"));
        assertThat(server.database()
                        .ask("SELECT message || ' ' || hash || ' ' || reason || ' ' || author FROM rota.commit_entry"
                                + " WHERE org_id = " + acme.id()))
                .containsExactly("Fix it abc123 It was broken Mel of " + acme.slug());
    }

    @Test
    void list_tasks_is_of_a_project_and_filtered_by_status_or_assignee() {
        mine("mine");
        made("done", ", 'status': 'done'");
        made("operated", ", 'project': 'OPS'");
        assertThat(org.titles("listTasks", "{'projectId': 'DEV'}")).containsExactly("done", "mine");
        assertThat(org.titles("listTasks", "{'project_id': %s}", acme.ops().id()))
                .containsExactly("operated");
        assertThat(org.titles("listTasks", "{'projectId': 'DEV', 'status': 'DONE'}"))
                .containsExactly("done");
        assertThat(org.titles("listTasks", "{'projectId': 'DEV', 'assignee': 'member@%s.example'}", acme.slug()))
                .containsExactly("mine");
        assertThat(org.error("listTasks", "{'projectId': 'NONE'}").getString("message"))
                .isEqualTo("project not found");
    }

    @Test
    void get_task_has_description_comments_assignees_and_requirements() {
        requirement();
        var id = made(
                "whole", ", 'description': 'Why', 'requirement': 'DEV-R1', 'assignee': 'Mel of " + acme.slug() + "'");
        server.tool(
                acme.agentToken(Restrictions.NONE),
                "add_comment",
                new JsonObject().put("task", id).put("body", "Looks good"));
        var task = org.task("getTask", "{'taskId': '%s'}", id);
        assertThat(task.getString("description")).isEqualTo("Why");
        assertThat(task.getJsonArray("comments").getJsonObject(0).getString("body"))
                .isEqualTo("Looks good");
        assertThat(task.getJsonArray("assignees"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("id", acme.memberId())
                                .put("name", "Mel of " + acme.slug())
                                .put("type", "user")));
        assertThat(task.getJsonArray("requirements").getJsonObject(0).getString("key"))
                .isEqualTo("DEV-R1");
    }

    @Test
    void update_task_changes_status_priority_assignee_or_title() {
        var id = made("old", "");
        var task = org.task(
                "updateTask",
                "{'taskId': '%s', 'status': 'IN_REVIEW', 'priority': 2, 'assignee': 'Mel of %s', 'title': 'new'}",
                id,
                acme.slug());
        assertThat(task.getString("status")).isEqualTo("IN_REVIEW");
        assertThat(task.getInteger("priority")).isEqualTo(2);
        assertThat(task.getString("assignee")).isEqualTo("Mel of " + acme.slug());
        assertThat(task.getString("title")).isEqualTo("new");
        assertThat(personal.titles("listMyTasks", "{}")).containsExactly("new");
    }

    @Test
    void requirements_are_listed_by_project_and_read_in_full() {
        var number = requirement();
        assertThat(org.rows("listRequirements", "requirements", "{'projectId': 'DEV'}").stream()
                        .map(one -> one.getString("key") + " " + one.getString("title") + " "
                                + one.getJsonObject("project").getString("key")))
                .containsExactly("DEV-R1 Exports DEV");
        assertThat(org.rows("listRequirements", "requirements", "{'projectId': 'OPS'}"))
                .isEmpty();
        for (var name : List.of("'DEV-R1'", number)) {
            var requirement =
                    org.call("getRequirement", "{'requirementId': %s}", name).getJsonObject("requirement");
            assertThat(requirement.getString("content")).isEqualTo("Everything is exported");
            assertThat(requirement.getJsonObject("metadata")).isEqualTo(new JsonObject().put("source", "spec"));
        }
        assertThat(org.error("getRequirement", "{'requirementId': 'DEV-R9'}").getString("message"))
                .isEqualTo("requirement not found");
    }

    @Test
    void every_call_is_in_the_audit_log_under_the_mcp_category() {
        var id = mine("mine");
        personal.call("listMyTasks", "{}");
        personal.call("updateTaskStatus", "{'taskId': '%s', 'status': 'DONE'}", id);
        WorkXClient.personal(server, acme, Scope.TASKS_READ)
                .send("updateTaskStatus", "{'taskId': '%s', 'status': 'DONE'}", id);
        assertThat(server.database()
                        .ask("SELECT category || ' ' || action || ' ' || alias || ' ' || outcome || ' ' || protocol"
                                + " FROM rota.audit_event WHERE alias IS NOT NULL AND org_id = " + acme.id()
                                + " ORDER BY id"))
                .containsExactly(
                        "MCP list_tasks listMyTasks ok jsonrpc-2.0",
                        "MCP update_task updateTaskStatus ok jsonrpc-2.0",
                        "MCP update_task updateTaskStatus insufficient_scope jsonrpc-2.0");
    }
}
