package dev.rota.dialect.taskmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags: contexts side by side over labels, and which of them one works in. */
class TaskMasterTagsTest {
    private static TestServer server;

    private TestOrganization acme;
    private TaskMasterClient client;

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
        client = TaskMasterClient.agent(server, acme);
    }

    private List<String> tags() {
        return TaskMasterClient.objects(client.call("list_tags", "{}"), "tags").stream()
                .map(tag -> tag.getString("name") + " " + tag.getLong("tasks") + " " + tag.getLong("completed")
                        + (tag.getBoolean("current") ? " current" : ""))
                .toList();
    }

    @Test
    void a_tag_has_tasks_of_its_own() {
        client.made("In master");
        client.call("add_tag", "{'name': 'feature-x', 'description': 'For X'}");
        assertThat(tags()).containsExactly("master 1 0 current", "feature-x 0 0");
        client.task("add_task", "{'title': 'In X', 'tag': 'feature-x'}");
        client.task("add_subtask", "{'id': '2', 'title': 'Below'}");
        client.task("set_task_status", "{'id': '2.1', 'status': 'done'}");
        assertThat(tags()).containsExactly("master 1 0 current", "feature-x 2 1");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{}"))).containsExactly("1");
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{'tag': 'feature-x'}")))
                .containsExactly("2");
        assertThat(client.show("2").getJsonArray("tags")).containsExactly("feature-x");
        assertThat(client.natively("get_task", "{'task': 'DEV-2'}").getJsonArray("labels"))
                .containsExactly("tag:feature-x");
    }

    @Test
    void the_current_tag_is_remembered_for_one_credential_in_one_project() {
        client.call("add_tag", "{'name': 'feature-x'}");
        client.call("use_tag", "{'name': 'feature-x'}");
        client.made("In X");
        assertThat(tags()).containsExactly("master 0 0", "feature-x 1 0 current");
        assertThat(client.task("next_task", "{}").getString("title")).isEqualTo("In X");
        var person = new TaskMasterClient(
                server, acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE));
        assertThat(person.tasks("get_tasks", "{}")).isEmpty();
        var other = new TaskMasterClient(server, acme.agentToken(Restrictions.NONE)); // of the same agent
        assertThat(other.tasks("get_tasks", "{}")).isEmpty();
        assertThat(TaskMasterClient.objects(other.call("list_tags", "{}"), "tags").stream()
                        .filter(tag -> tag.getBoolean("current"))
                        .map(tag -> tag.getString("name")))
                .containsExactly("master");
        assertThat(client.at("/mcp/o/" + acme.slug() + "/p/OPS/taskmaster")
                        .call("list_tags", "{}")
                        .getJsonArray("tags"))
                .hasSize(1);
        client.call("use_tag", "{'name': 'master'}");
        assertThat(client.tasks("get_tasks", "{}")).isEmpty();
    }

    @Test
    void a_tag_that_is_not_there_cannot_be_used_and_one_that_is_cannot_be_made() {
        client.call("add_tag", "{'name': 'there'}");
        assertThat(client.error("use_tag", "{'name': 'absent'}").getJsonArray("accepted"))
                .containsExactly("master", "there");
        assertThat(client.error("add_tag", "{'name': 'there'}").getString("code"))
                .isEqualTo("already_exists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "ä", "a,b", "012345678901234567890123456789012345678901234567890"})
    void a_name_has_letters_digits_hyphens_and_underscores(String name) {
        assertThat(client.error("add_tag", "{'name': '%s'}", name).getString("field"))
                .isEqualTo("name");
    }

    @Test
    void a_renamed_tag_keeps_its_tasks_and_those_who_work_in_it() {
        client.call("add_tag", "{'name': 'old'}");
        client.call("use_tag", "{'name': 'old'}");
        client.made("T");
        assertThat(client.call("rename_tag", "{'oldName': 'old', 'newName': 'new'}")
                        .getInteger("tasks"))
                .isEqualTo(1);
        assertThat(tags()).containsExactly("master 0 0", "new 1 0 current");
        assertThat(client.error("rename_tag", "{'oldName': 'master', 'newName': 'x'}")
                        .getString("field"))
                .isEqualTo("oldName");
    }

    @Test
    void a_copied_tag_has_copies_that_wait_for_each_other_as_the_originals_do() {
        client.task("add_task", "{'title': 'First', 'details': 'How', 'testStrategy': 'it works', 'priority': 'high'}");
        client.task("add_task", "{'title': 'Second', 'dependencies': '1'}");
        client.task("add_subtask", "{'id': '2', 'title': 'Below', 'dependencies': '1'}");
        assertThat(client.call("copy_tag", "{'sourceName': 'master', 'targetName': 'copy'}")
                        .getInteger("copied"))
                .isEqualTo(3);
        var copies = client.tasks("get_tasks", "{'tag': 'copy', 'withSubtasks': true}");
        assertThat(copies.stream().map(task -> task.getString("title"))).containsExactly("First", "Second");
        assertThat(copies.get(0).getString("details")).isEqualTo("How");
        assertThat(copies.get(0).getString("testStrategy")).isEqualTo("it works");
        assertThat(copies.get(0).getString("priority")).isEqualTo("high");
        var first = copies.get(0).getString("id");
        assertThat(copies.get(1).getJsonArray("dependencies")).containsExactly(first);
        assertThat(TaskMasterClient.objects(copies.get(1), "subtasks").get(0).getJsonArray("dependencies"))
                .containsExactly(first);
        assertThat(TaskMasterClient.ids(client.tasks("get_tasks", "{}"))).containsExactly("1", "2");
        assertThat(client.call("add_tag", "{'name': 'again', 'copyFromTag': 'copy'}")
                        .getInteger("copied"))
                .isEqualTo(3);
    }

    @Test
    void a_deleted_tag_leaves_its_tasks() {
        client.call("add_tag", "{'name': 'gone'}");
        client.call("use_tag", "{'name': 'gone'}");
        client.made("T");
        client.call("delete_tag", "{'name': 'gone', 'yes': true}");
        assertThat(tags()).containsExactly("master 1 0 current");
        assertThat(client.error("delete_tag", "{'name': 'master'}").getString("field"))
                .isEqualTo("name");
    }

    @Test
    void who_sees_only_their_own_tasks_neither_renames_nor_deletes_a_tag() {
        client.call("add_tag", "{'name': 'shared'}");
        client.call("use_tag", "{'name': 'shared'}");
        client.made("Of others");
        var limited = new TaskMasterClient(
                server, acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, new Restrictions(null, true, false)));
        for (var call :
                List.of("rename_tag {'oldName': 'shared', 'newName': 'mine'}", "delete_tag {'name': 'shared'}")) {
            var parts = call.split(" ", 2);
            var refused = limited.send(parts[0], parts[1]);
            assertThat(refused.status()).as(call).isEqualTo(403);
            assertThat(refused.body()).as(call).contains("forbidden");
        }
        assertThat(tags()).containsExactly("master 0 0", "shared 1 0 current");
        limited.call("use_tag", "{'name': 'shared'}");
    }

    @Test
    void a_tag_behind_the_listed_ones_is_known_and_no_more_are_made_than_200() {
        server.database()
                .execute("INSERT INTO rota.project_tag (org_id, project_id, name, description) SELECT " + acme.id()
                        + ", " + acme.dev().id()
                        + ", 't' || to_char(n, 'FM000'), repeat('d', 300) FROM generate_series(1, 199) n");
        client.task("add_task", "{'title': 'T', 'tag': 'zz'}");
        client.task("add_task", "{'title': 'T', 'tag': 'zzz'}");
        var listed = client.call("list_tags", "{}");
        assertThat(listed.encode().length()).isLessThanOrEqualTo(8_000 * 4);
        assertThat(listed.getBoolean("truncated")).isTrue();
        client.call("use_tag", "{'name': 'zzz'}");
        assertThat(client.error("add_tag", "{'name': 'zzz'}").getString("code")).isEqualTo("already_exists");
        assertThat(client.error("rename_tag", "{'oldName': 't001', 'newName': 'zzz'}")
                        .getString("code"))
                .isEqualTo("already_exists");
        client.call("add_tag", "{'name': 'last'}");
        assertThat(client.error("add_tag", "{'name': 'beyond'}").getString("code"))
                .isEqualTo("limit_exceeded");
        client.call("rename_tag", "{'oldName': 'last', 'newName': 'renamed'}");
    }

    @Test
    void planning_tools_answer_with_a_prompt_and_what_to_call_then() {
        client.task("add_task", "{'title': 'T', 'description': 'D'}");
        var expand = client.call("expand_task", "{'id': '1', 'num': 3, 'prompt': 'small steps', 'research': true}");
        assertThat(expand.getString("prompt")).contains("add_subtask");
        assertThat(expand.getString("then_call")).isEqualTo("add_subtask");
        assertThat(expand.getString("num")).isEqualTo("3");
        assertThat(expand.getString("context")).isEqualTo("small steps");
        assertThat(expand.getJsonObject("task").getString("id")).isEqualTo("1");
        assertThat(client.call("parse_prd", "{'input': 'docs/prd.txt', 'numTasks': '10', 'projectRoot': '/repo'}")
                        .getString("then_call"))
                .isEqualTo("add_task");
        for (var call : List.of(
                "expand_all {}",
                "scope_up_task {'id': '1', 'strength': 'heavy'}",
                "scope_down_task {'id': '1'}",
                "update {'from': '1', 'prompt': 'We use Vert.x now'}",
                "research {'query': 'How?', 'taskIds': '1', 'saveTo': '1'}")) {
            var parts = call.split(" ", 2);
            var answer = client.call(parts[0], parts[1]);
            assertThat(answer.getString("prompt")).as(call).contains(answer.getString("then_call"));
            assertThat(answer.encode()).as(call).contains("\"id\":\"1\"");
        }
        assertThat(client.error("expand_task", "{'id': '9'}").getString("code")).isEqualTo("not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"initialize_project", "models", "rules", "response-language", "generate"})
    void what_is_done_on_the_clients_side_is_listed_nowhere_and_explains_when_called(String tool) {
        assertThat(client.at(TaskMasterClient.PATH + "?tools=all").listed()).doesNotContain(tool);
        var answer = client.call(tool, "{'projectRoot': '/repo', 'anything': [1]}");
        assertThat(answer.getBoolean("served")).isFalse();
        assertThat(answer.getString("message")).isNotBlank();
    }
}
