package dev.rota.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.cli.remote.McpClient;
import dev.rota.cli.remote.RemoteException;
import dev.rota.cli.remote.Server;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestBrowser;
import dev.rota.settings.Secret;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a client of the API: signing in, agents' keys, and what there is to work in. */
class ClientCommandsTest {
    private static TestServer server;

    private final Path home;
    private TestCommands commands;
    private TestOrganization acme;

    ClientCommandsTest(@TempDir Path home) {
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
        commands = TestCommands.at(home).with("ROTA_API_URL", url());
    }

    private static String url() {
        return "http://localhost:" + server.port();
    }

    @Test
    void a_person_signs_in_on_a_page_makes_a_key_and_signs_out() throws Exception {
        var email = new TestAuthorization(server).owner(acme);
        var out = new StringWriter();
        var err = new Prompt();
        var login = CompletableFuture.supplyAsync(() -> commands.run(out, err, "auth", "login", "--json"));
        approve(email, err.code.get(20, TimeUnit.SECONDS));

        assertThat(login.get(30, TimeUnit.SECONDS)).as(err.toString()).isZero();
        assertThat(new JsonObject(out.toString()).getJsonObject("user").getString("email"))
                .isEqualTo(email);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        var key = commands.run(
                        "auth",
                        "agent-key",
                        "create",
                        "--name=claude-code",
                        "--permissions=read,write,execute",
                        "--json")
                .json();
        assertThat(key.getString("token")).startsWith("rota_agent_");
        assertThat(client(key.getString("token"), "/mcp")
                        .call("get_context", new JsonObject())
                        .getJsonObject("principal")
                        .getString("name"))
                .isEqualTo("claude-code");
        assertThat(commands.run("auth", "logout").exit()).isZero();
        assertThat(file()).doesNotExist();
        assertThat(commands.run("org", "list").err()).contains("Nobody is signed in", "rota auth login");
    }

    /** What the command says on standard error, from which the person learns the code. */
    private static final class Prompt extends StringWriter {
        private static final Pattern CODE = Pattern.compile("the code ([A-Z]{4}-[A-Z]{4})");

        private final CompletableFuture<String> code = new CompletableFuture<>();

        @Override
        public void flush() {
            var said = CODE.matcher(toString());
            if (said.find()) {
                code.complete(said.group(1));
            }
        }
    }

    private static void approve(String email, String code) {
        var browser = new TestBrowser(server.port());
        browser.signIn(email, TestAuthorization.PASSWORD);
        var asked = browser.submit(browser.get("/auth/device?user_code=" + code), Map.of("user_code", code));
        var done = browser.submit(browser.follow(asked), Map.of("decision", "approve", "reach", "all"));
        assertThat(done.status()).isEqualTo(200);
    }

    private Path file() {
        return home.resolve(".config/rota/login.json");
    }

    @Test
    void a_pasted_token_signs_in_too() throws IOException {
        assertThat(login(adminToken()).out()).contains("signed in to " + url() + " as owner@" + acme.slug());
        assertThat(commands.run("auth", "status", "--json").json().getJsonArray("organizations"))
                .hasSize(1);
        assertThat(commands.run("auth", "logout").exit()).isZero();
        assertThat(commands.run("auth", "logout").err()).isEqualTo("rota: nobody is signed in\n");
    }

    @Test
    void a_token_that_counts_nowhere_signs_nobody_in() throws IOException {
        var refused = login(acme.agentToken(Restrictions.NONE).reveal());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("Authentication failed");
        assertThat(file()).doesNotExist();
    }

    private TestCommands.Outcome login(String token) throws IOException {
        var before = System.in;
        try (var input = new ByteArrayInputStream((token + "\n").getBytes(StandardCharsets.UTF_8))) {
            System.setIn(input);
            return commands.run("auth", "login", "--token-stdin");
        } finally {
            System.setIn(before);
        }
    }

    private String adminToken() {
        return acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin")
                .reveal();
    }

    @Test
    void keys_are_listed_without_their_secrets_and_revoked() {
        var admin = commands.with("ANYTASK_API_KEY", adminToken());
        var made = admin.run(
                        "auth", "agent-key", "create", "--name=k", "--permissions", "read", "--project=DEV", "--json")
                .json();
        assertThat(made.getJsonArray("projects")).containsExactly("DEV");
        var listed = admin.run("auth", "agent-key", "list", "--json").json().getJsonArray("agent_keys");
        assertThat(listed).hasSize(1);
        assertThat(listed.encode()).doesNotContain(made.getString("token")).contains("\"permissions\":[\"read\"]");
        assertThat(admin.run("auth", "agent-key", "list").out()).contains(made.getString("id"), "read  DEV  until ");
        var tools = client(made.getString("token"), "/mcp");
        assertThat(tools.list("tools/list", "tools")).isNotEmpty();
        assertThat(admin.run("auth", "agent-key", "revoke", made.getString("id"))
                        .out())
                .isEqualTo("key " + made.getString("id") + " revoked\n");
        assertThat(refusal(() -> tools.call("get_context", new JsonObject())))
                .hasMessageContaining("Authentication failed");
    }

    @Test
    void a_permission_that_is_none_is_refused_with_those_that_are() {
        var refused = commands.with("ROTA_API_KEY", adminToken())
                .run("auth", "agent-key", "create", "--name=k", "--permissions=read,fly");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("/permissions/1").contains("read");
    }

    @Test
    void organizations_and_workspaces_are_listed() {
        var admin = commands.with("ROTA_API_KEY", adminToken());
        assertThat(admin.run("org", "list").out())
                .isEqualTo(acme.id() + "  " + acme.slug() + "  Organization " + acme.slug() + "\n");
        assertThat(admin.run("workspace", "list").out().lines())
                .containsExactlyInAnyOrder(
                        acme.dev().id() + "  DEV  Development", acme.ops().id() + "  OPS  Operations");
    }

    @Test
    void without_any_server_the_refusal_says_where_it_looked() {
        var refused = commands.with("ROTA_API_URL", "http://127.0.0.1:1")
                .with("ROTA_API_KEY", "x")
                .run("org", "list");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("Connection refused: nothing listens at http://127.0.0.1:1");
    }

    @Test
    void settings_of_the_server_do_not_disturb_a_client_and_misspelled_ones_do() {
        var client = commands.with("ROTA_API_KEY", adminToken())
                .with("DATABASE_URL", "postgresql://u:p@db.example/rota"); // production mode, without its secrets
        assertThat(client.run("org", "list").exit()).isZero();
        assertThat(client.with("ROTA_API_KEI", "x").run("org", "list").err())
                .isEqualTo("rota: unknown environment variable ROTA_API_KEI (did you mean ROTA_API_KEY?)\n");
    }

    @Test
    void the_error_of_a_tool_comes_with_its_hint() {
        var tools = client(acme.agentToken(Restrictions.NONE).reveal(), "/mcp");
        var refused = refusal(() -> tools.call("get_task", new JsonObject().put("task", "DEV-404")));
        assertThat(refused.code()).isEqualTo("not_found");
        assertThat(refused).hasMessageContaining("Check the spelling");
        assertThat(refusal(() -> tools.call("no_such_tool", new JsonObject()))).hasMessageContaining("no_such_tool");
    }

    private static RemoteException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(RemoteException.class, call);
    }

    private static McpClient client(String token, String path) {
        return new McpClient(new Server(URI.create(url())), new Secret(token), path);
    }
}
