package dev.rota.dialect.taskmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the log says of changes to several tasks, and to what is no task. */
class TaskMasterAuditTest {
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

    @Test
    void u4_removed_tasks_are_named() {
        client.made("One");
        client.made("Two");
        client.task("add_subtask", "{'id': '1', 'title': 'Below'}");
        client.call("clear_subtasks", "{'id': '1'}");
        assertThat(changed("clear_subtasks")).containsExactly("DEV-3.trashed");
        client.call("remove_task", "{'id': '1,2'}");
        assertThat(changed("remove_task")).containsExactly("DEV-1.trashed", "DEV-2.trashed");
    }

    @Test
    void u4_mended_dependencies_are_named() {
        client.made("One");
        client.task("add_task", "{'title': 'Two', 'dependencies': '1'}");
        client.task("add_task", "{'title': 'Three', 'dependencies': '1'}");
        client.natively("update_task", "{'task': 'DEV-1', 'status': 'failed'}");
        client.call("fix_dependencies", "{}");
        assertThat(changed("fix_dependencies")).containsExactlyInAnyOrder("DEV-2.depends_on", "DEV-3.depends_on");
    }

    @Test
    void u4_changes_of_tags_are_named_with_their_tasks() {
        client.call("add_tag", "{'name': 'old'}");
        assertThat(changed("add_tag")).containsExactly("tag");
        assertThat(object("add_tag")).containsExactly("project DEV");
        client.call("use_tag", "{'name': 'old'}");
        assertThat(changed("use_tag")).containsExactly("current_tag");
        client.made("One");
        client.call("copy_tag", "{'sourceName': 'old', 'targetName': 'copy'}");
        assertThat(changed("copy_tag")).containsExactly("tag", "DEV-2.copy_of");
        client.call("rename_tag", "{'oldName': 'old', 'newName': 'new'}");
        assertThat(changed("rename_tag")).containsExactly("tag", "DEV-1.labels");
        client.call("delete_tag", "{'name': 'new'}");
        assertThat(changed("delete_tag")).containsExactly("tag", "DEV-1.labels");
    }

    private List<String> changed(String tool) {
        return ask("SELECT c ->> 'field' FROM rota.audit_event e, jsonb_array_elements(e.changes) c", tool);
    }

    private List<String> object(String tool) {
        return ask("SELECT e.object_kind || ' ' || e.object_key FROM rota.audit_event e", tool);
    }

    private List<String> ask(String select, String tool) {
        return server.database()
                .ask(select + " WHERE e.org_id = " + acme.id() + " AND e.alias = '" + tool + "' AND e.outcome = 'ok'");
    }
}
