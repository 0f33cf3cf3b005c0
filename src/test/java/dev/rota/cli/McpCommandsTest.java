package dev.rota.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Generate Configuration", "Test Connection" and "Troubleshooting" of AnyTask's document. */
class McpCommandsTest {
    private static TestServer server;

    private final Path home;
    private TestOrganization acme;
    private TestCommands commands;

    McpCommandsTest(@TempDir Path home) {
        this.home = home;
    }

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
        commands = TestCommands.at(home)
                .with("ANYTASK_API_URL", "http://localhost:" + server.port())
                .with("ANYTASK_API_KEY", acme.agentToken(Restrictions.NONE).reveal());
    }

    @Test
    void mcp_test_prints_what_the_document_shows() {
        var outcome = commands.with(
                        "ANYTASK_WORKSPACE_ID", Long.toString(acme.dev().id()))
                .run("mcp", "test");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .isEqualTo(
                        """
                        Testing MCP server connection...
                        ✓ API client initialized
                        ✓ Connected to workspace: DEV
                        ✓ Connected to project: default
                        ✓ 8 tools available:
                          - list_tasks
                          - select_task
                          - create_task
                          - update_task
                          - start_attempt
                          - finish_attempt
                          - add_artifact
                          - get_board
                        ✓ 1 resources + 3 templates available
                        ✓ All tests passed!
                        """);
    }

    @Test
    void mcp_test_answers_machines_in_json_and_tries_native_tools_too() {
        var found = commands.with("ROTA_PROJECT", "OPS")
                .run("mcp", "test", "--dialect=native", "--json")
                .json();
        assertThat(found.getJsonObject("workspace").getString("key")).isEqualTo("OPS");
        assertThat(found.getJsonArray("tools")).contains("get_context", "claim_task");
    }

    @Test
    void an_only_project_needs_no_name_and_several_do() {
        var refused = commands.run("mcp", "test");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err())
                .contains(
                        "No workspace configured",
                        "ANYTASK_WORKSPACE_ID",
                        "DEV (" + acme.dev().id() + ")");
        var one = acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false));
        assertThat(commands.with("ANYTASK_API_KEY", one.reveal())
                        .run("mcp", "test")
                        .out())
                .contains("Connected to workspace: OPS");
    }

    @Test
    void trouble_is_told_as_the_document_tells_it() {
        assertThat(TestCommands.at(home).run("mcp", "test").err())
                .contains("API key is required", "ROTA_API_KEY", "rota.api-key", "rota auth agent-key create");
        assertThat(commands.with("ANYTASK_API_KEY", "rota_agent_revoked")
                        .run("mcp", "test")
                        .err())
                .contains("Authentication failed");
        assertThat(commands.with("ANYTASK_API_URL", "http://127.0.0.1:1")
                        .run("mcp", "test")
                        .err())
                .contains("Connection refused");
        assertThat(commands.run("mcp", "test", "--project=NOPE").err()).contains("There is no project NOPE");
        assertThat(commands.run("mcp", "test", "--project=DEV", "--dialect=none-such")
                        .err())
                .contains("there is no MCP endpoint at");
    }

    @ParameterizedTest
    @CsvSource({
        "claude-code, /mcpServers/rota/url, ${ROTA_API_KEY}",
        "cursor, /mcpServers/rota/url, ${env:ROTA_API_KEY}",
        "vscode, /servers/rota/url, ${input:rota-api-key}",
        "antigravity, /mcpServers/rota/serverUrl, rota_agent_…",
        "claude-desktop, /mcpServers/rota/args/2, rota_agent_…"
    })
    void mcp_config_prints_both_forms_for_each_client(String client, String url, String reference) {
        var printed = commands.with("ROTA_PROJECT", "DEV")
                .run("mcp", "config", "--client", client, "--dialect=anytask", "--json")
                .json();
        assertThat(at(printed.getJsonObject("url"), url))
                .isEqualTo("http://localhost:" + server.port() + "/mcp/o/" + acme.slug() + "/p/DEV/anytask");
        assertThat(printed.getJsonObject("url").encode()).contains("Bearer " + reference);
        var command = (JsonObject) at(printed.getJsonObject("stdio"), url.substring(0, url.indexOf("/rota") + 5));
        assertThat(command.getString("command")).isEqualTo("rota");
        assertThat(command.getJsonArray("args")).containsExactly("mcp", "serve", "--dialect", "anytask");
        assertThat(command.getJsonObject("env"))
                .isEqualTo(new JsonObject()
                        .put("ROTA_API_URL", "http://localhost:" + server.port())
                        .put("ROTA_API_KEY", reference)
                        .put("ROTA_PROJECT", "DEV"));
        assertThat(printed.getString("file")).isNotEmpty();
    }

    private static Object at(JsonObject json, String pointer) {
        Object value = json;
        for (var name : pointer.substring(1).split("/", -1)) {
            value = value instanceof JsonArray array
                    ? array.getValue(Integer.parseInt(name))
                    : ((JsonObject) value).getValue(name);
        }
        return value;
    }

    @Test
    void mcp_config_shows_the_key_only_where_it_is_asked_to() {
        var key = acme.agentToken(Restrictions.NONE).reveal();
        var own = commands.with("ANYTASK_API_KEY", key);
        assertThat(own.run("mcp", "config").out()).doesNotContain(key).contains("/mcp\"", "By program");
        assertThat(own.run("mcp", "config", "--with-key").out()).contains(key);
        assertThat(own.run("mcp", "config", "--client=emacs").exit()).isEqualTo(2);
    }

    @Test
    void mcp_config_prints_the_url_of_the_project_that_is_set_and_of_none_where_none_is() {
        var server = "http://localhost:" + McpCommandsTest.server.port();
        assertThat(commands.run("mcp", "config", "--dialect=anytask").out()).contains(server + "/mcp/anytask\"");
        assertThat(commands.with(
                                "ANYTASK_WORKSPACE_ID", Long.toString(acme.ops().id()))
                        .run("mcp", "config")
                        .out())
                .contains(server + "/mcp/o/" + acme.slug() + "/p/OPS\"");
    }

    @Test
    void mcp_config_leaves_out_the_url_that_no_server_tells() {
        var outcome = commands.with("ANYTASK_API_URL", "http://127.0.0.1:1")
                .with("ROTA_PROJECT", "DEV")
                .run("mcp", "config", "--json");
        assertThat(outcome.json().fieldNames()).containsExactlyInAnyOrder("client", "file", "stdio");
        assertThat(outcome.err()).contains("no form by URL", "project DEV", "Connection refused");
        var keyless = TestCommands.at(home).with("ROTA_PROJECT", "DEV").run("mcp", "config");
        assertThat(keyless.exit()).isZero();
        assertThat(keyless.out()).doesNotContain("By URL").contains("By program");
        assertThat(keyless.err()).contains("API key is required");
    }

    @Test
    void a_project_is_found_behind_as_many_as_a_context_tells() {
        server.database()
                .execute("INSERT INTO rota.project (org_id, key, name) SELECT " + acme.id()
                        + ", 'P' || n, 'Project ' || n FROM generate_series(1, 450) n");
        var last = server.database()
                .ask("SELECT id FROM rota.project WHERE key = 'P450' AND org_id = " + acme.id())
                .get(0);
        for (var named : List.of("p450", last)) {
            var found =
                    commands.run("mcp", "test", "--json", "--project=" + named).json();
            assertThat(found.getJsonObject("workspace").getString("key")).isEqualTo("P450");
        }
        assertThat(commands.run("mcp", "test", "--project=P451").err())
                .contains("There is no project P451")
                .hasSizeLessThan(2_000);
    }
}
