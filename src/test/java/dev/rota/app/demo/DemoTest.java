package dev.rota.app.demo;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.attempt.UploadUrls;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.database.Database;
import dev.rota.failure.FailureException;
import dev.rota.organization.Organizations;
import dev.rota.seal.SealKeys;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    private static final URI BASE = URI.create("http://localhost:3001");
    private static final URI MANAGEMENT = URI.create("http://localhost:3002");

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase copy = TestDatabase.create();
    private final Database database = copy.open(vertx);
    private final Users users = new Users(database, new Passwords(vertx));
    private final Path directory;

    DemoTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    void it_has_work_of_every_kind_in_both_organizations() throws SQLException {
        var made = await(demo().prepare(BASE, MANAGEMENT)).json();

        for (var slug : List.of("acme", "globex")) {
            var org = made.getJsonObject("organizations").getJsonObject(slug).getLong("id");
            assertThat(number("SELECT count(*) FROM rota.task WHERE org_id = " + org))
                    .isBetween(25L, 40L);
            assertThat(
                            number(
                                    "SELECT count(*) FROM rota.task t JOIN rota.project p ON p.id = t.project_id"
                                            + " WHERE t.org_id = " + org + " AND p.key = 'DEV' AND t.status = 'todo'"
                                            + " AND NOT EXISTS (SELECT FROM rota.task_link l JOIN rota.task d ON d.id = l.target_id"
                                            + " WHERE l.task_id = t.id AND l.type = 'depends_on' AND d.status NOT IN ('done', 'cancelled'))"))
                    .as("ready in DEV of " + slug)
                    .isGreaterThanOrEqualTo(8);
            assertThat(number("SELECT count(*) FROM rota.task WHERE org_id = " + org + " AND assignee_kind = 'user'"
                            + " AND assignee_id = (SELECT id FROM rota.user_account WHERE email = 'member@" + slug
                            + ".example')"))
                    .isGreaterThanOrEqualTo(3);
            for (var table : List.of("task_link", "requirement", "artifact", "comment", "commit_entry")) {
                assertThat(number("SELECT count(*) FROM rota." + table + " WHERE org_id = " + org))
                        .as(table)
                        .isPositive();
            }
            assertThat(texts("SELECT DISTINCT status FROM rota.attempt WHERE org_id = " + org))
                    .contains("success", "partial", "failed")
                    .doesNotContain("running");
            assertThat(texts("SELECT DISTINCT status FROM rota.task WHERE org_id = " + org))
                    .contains("backlog", "todo", "in_progress", "in_review", "done", "cancelled");
            assertThat(texts("SELECT policy::text FROM rota.organization WHERE id = " + org))
                    .containsExactly("{\"max_claims\": 50, \"calls_per_minute\": 120000}");
            assertThat(texts("SELECT p.key FROM rota.organization o JOIN rota.project p ON p.id = o.default_project_id"
                            + " WHERE o.id = " + org))
                    .containsExactly("DEV");
        }
        assertThat(texts("SELECT o.slug || ' ' || m.role FROM rota.membership m"
                        + " JOIN rota.user_account u ON u.id = m.user_id JOIN rota.organization o ON o.id = m.org_id"
                        + " WHERE u.email = 'owner@acme.example' ORDER BY 1"))
                .containsExactly("acme owner", "globex member");
    }

    @Test
    void its_file_has_everything_that_opens_it_and_is_private() throws IOException {
        var access = await(demo().prepare(BASE, MANAGEMENT));
        var file = directory.resolve("demo.json");

        assertThat(access.file()).isEqualTo(file);
        assertThat(new JsonObject(Files.readString(file))).isEqualTo(access.json());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(access.json().fieldNames()).containsExactly("base_url", "management_url", "organizations");
        var acme = access.json().getJsonObject("organizations").getJsonObject("acme");
        assertThat(acme.fieldNames())
                .containsExactly("id", "slug", "projects", "owner", "member", "org_token", "agent_key");
        assertThat(acme.getJsonArray("projects")).containsExactly("DEV", "OPS");
        assertThat(acme.getJsonObject("owner").fieldNames())
                .containsExactly("email", "password", "user_token", "admin_token");
        assertThat(acme.getJsonObject("member").fieldNames()).containsExactly("email", "password", "user_token");
        assertThat(acme.getString("agent_key")).startsWith("rota_agent_").isEqualTo(access.agentKey("acme"));
        assertThat(access.toString()).doesNotContain("rota_agent_");
    }

    @Test
    void a_second_start_keeps_tasks_and_credentials_and_follows_the_addresses() throws SQLException {
        var first = await(demo().prepare(BASE, MANAGEMENT)).json();
        copy.execute("UPDATE rota.task SET title = 'Changed yesterday' WHERE key = 'DEV-1'");
        var tokens = number("SELECT count(*) FROM rota.api_token");
        var tasks = number("SELECT count(*) FROM rota.task");

        var second = await(demo().prepare(BASE, MANAGEMENT)).json();
        var moved = await(demo().prepare(URI.create("http://localhost:4001"), MANAGEMENT))
                .json();

        assertThat(second).isEqualTo(first);
        assertThat(moved.getJsonObject("organizations")).isEqualTo(first.getJsonObject("organizations"));
        assertThat(moved.getString("base_url")).isEqualTo("http://localhost:4001");
        assertThat(number("SELECT count(*) FROM rota.api_token")).isEqualTo(tokens);
        assertThat(number("SELECT count(*) FROM rota.task")).isEqualTo(tasks);
        assertThat(number("SELECT count(*) FROM rota.task WHERE title = 'Changed yesterday'"))
                .isEqualTo(2);
    }

    @Test
    void without_its_file_or_with_tokens_that_are_no_longer_good_it_makes_new_ones() throws IOException, SQLException {
        var first = await(demo().prepare(BASE, MANAGEMENT));
        var tasks = number("SELECT count(*) FROM rota.task");

        Files.delete(first.file());
        var second = await(demo().prepare(BASE, MANAGEMENT));
        copy.execute("UPDATE rota.api_token SET revoked_at = now() WHERE kind = 'agent'");
        var third = await(demo().prepare(BASE, MANAGEMENT));
        Files.writeString(first.file(), "{\"organizations\": []}");
        var fourth = await(demo().prepare(BASE, MANAGEMENT));

        assertThat(List.of(first, second, third, fourth).stream().map(access -> access.agentKey("acme")))
                .doesNotHaveDuplicates();
        assertThat(number("SELECT count(*) FROM rota.task")).isEqualTo(tasks);
    }

    @Test
    void somebody_elses_organization_of_that_name_is_left_alone() {
        var owner = await(users.findOrMake("boss@example.com", "Boss"));
        assertThat(await(new Organizations(database).create("acme", "The other Acme", owner)))
                .isNotNull();

        assertThatThrownBy(() -> await(demo().prepare(BASE, MANAGEMENT)))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("organization acme that is not the demo's");
        assertThat(directory.resolve("demo.json")).doesNotExist();
    }

    private Demo demo() {
        return new Demo(
                vertx,
                database,
                new AuditLog(vertx, database, new ValueHash(new byte[32]), size -> {}),
                users,
                TestOrganization.PEPPERS,
                new UploadUrls(new SealKeys(new byte[32]), BASE),
                directory);
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(texts(sql).get(0));
    }

    private List<String> texts(String sql) throws SQLException {
        try (var connection = copy.superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
