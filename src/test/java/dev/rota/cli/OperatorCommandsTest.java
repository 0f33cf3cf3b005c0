package dev.rota.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.database.Database;
import dev.rota.database.Entry;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator's commands on a database of their own, which the settings name. */
class OperatorCommandsTest {
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final Vertx VERTX = Vertx.vertx();

    private final Path directory;

    private record Outcome(int exit, String out, String err) {
        JsonObject json() {
            assertThat(err).isEmpty();
            assertThat(exit).isZero();
            return new JsonObject(out);
        }
    }

    OperatorCommandsTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(directory.resolve("empty.properties"), "");
    }

    @AfterAll
    static void close() {
        TestDatabase.await(VERTX.close());
    }

    @Test
    void an_organization_is_made_with_its_owner_and_a_token_that_is_accepted() throws SQLException {
        var made = rota(
                        "org",
                        "create",
                        "--slug=initech",
                        "--name=Initech",
                        "--owner=bill@initech.example",
                        "--project=TPS",
                        "--token=org",
                        "--json")
                .json();

        assertThat(made.getJsonObject("organization").getString("slug")).isEqualTo("initech");
        assertThat(
                        column(
                                "SELECT p.key FROM rota.organization o"
                                        + " JOIN rota.project p ON p.org_id = o.id AND p.id = o.default_project_id WHERE o.slug = 'initech'"))
                .containsExactly("TPS");
        assertThat(made.getJsonObject("owner").getString("email")).isEqualTo("bill@initech.example");
        var token = made.getJsonObject("token");
        assertThat(token.getString("resource")).isEqualTo("mcp");
        assertThat(token.getJsonArray("scopes")).contains("tasks:execute").doesNotContain("tokens:write");
        var known = identified(token, "mcp");
        assertThat(known.getJsonArray("organizations").getJsonObject(0).getString("role"))
                .isEqualTo("owner");
        assertThat(column("SELECT action FROM rota.audit_event e JOIN rota.organization o ON o.id = e.org_id"
                        + " WHERE o.slug = 'initech' AND actor_kind = 'system' ORDER BY e.id"))
                .containsExactly("create_organization", "create_project", "create_token");
        assertThat(column("SELECT name FROM rota.user_account WHERE email = 'bill@initech.example'"))
                .containsExactly("bill");
    }

    @Test
    void what_is_made_for_people_is_a_line_and_the_token_on_its_own() {
        var outcome = rota(
                "org", "create", "--slug=hooli", "--name=Hooli", "--owner=gavin@hooli.example", "--token", "admin");

        assertThat(outcome.out().lines().toList().get(0)).startsWith("organization hooli made, with id ");
        assertThat(OpaqueToken.parse(outcome.out().lines().toList().get(2))).isPresent();
        assertThat(outcome.out().lines()).hasSize(3);
    }

    @Test
    void a_project_that_cannot_be_leaves_no_organization() throws SQLException {
        assertThat(rota(
                                "org",
                                "create",
                                "--slug=vandelay",
                                "--name=V",
                                "--owner=art@vandelay.example",
                                "--project=imports and exports")
                        .err())
                .contains("2 to 10 capitals or digits");
        assertThat(column("SELECT slug FROM rota.organization WHERE slug = 'vandelay'"))
                .isEmpty();
    }

    @Test
    void a10_a_new_signing_key_is_made_once_and_recorded() throws SQLException {
        var made = rota("keys", "rotate", "--json").json();
        var again = rota("keys", "rotate", "--json").json();

        assertThat(again).isEqualTo(made);
        assertThat(column("SELECT kid FROM rota.signing_key WHERE active_from > now()"))
                .containsExactly(made.getString("kid"));
        assertThat(column("SELECT reason FROM rota.auth_event WHERE kind = 'key_rotation'"))
                .containsExactly("ok");
    }

    @Test
    void u7_an_audit_is_verified_by_slug_or_id_and_a_change_ends_with_1() throws SQLException {
        var made = rota("org", "create", "--slug=arasaka", "--name=A", "--owner=saburo@arasaka.example", "--json")
                .json();
        var id = String.valueOf(made.getJsonObject("organization").getLong("id"));
        assertThat(rota("audit", "verify", "--org=arasaka", "--json").json().encode())
                .isEqualTo("{\"ok\":true,\"from_seq\":1,\"to_seq\":0,\"digests\":0}");
        assertThat(rota("audit", "verify", "--org=" + id).out())
                .startsWith("the audit of " + id + " is as it was written");
        assertThat(rota("audit", "verify", "--org=militech")).isEqualTo(failure("organization militech not found"));

        DATABASE.execute("INSERT INTO rota.audit_event (org_id, category, action, outcome, actor_kind, actor_name,"
                + " request_id) VALUES (" + id + ", 'ADMIN', 'x', 'ok', 'user', 'x', 'x')");

        var changed = rota("audit", "verify", "--org=arasaka", "--json");
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(new JsonObject(changed.out()).getString("kind")).isEqualTo("inserted");
    }

    @Test
    void u3_months_of_the_audit_are_dropped_by_command() throws SQLException {
        DATABASE.execute("SET ROLE rota_owner; CREATE TABLE rota.audit_event_202001 PARTITION OF rota.audit_event"
                + " FOR VALUES FROM ('2020-01-01Z') TO ('2020-02-01Z')");

        assertThat(rota("audit", "prune", "--keep-months=1200").out()).startsWith("nothing is old enough");
        assertThat(rota("audit", "prune", "--json").json())
                .isEqualTo(new JsonObject("{\"pruned\":[{\"month\":\"2020-01\",\"organizations\":0}]}"));
        assertThat(rota("audit", "prune", "--keep-months=2"))
                .isEqualTo(failure("--keep-months must be 3 to 1200, and is 2"));
    }

    @Test
    void u6_digests_are_verified_offline_by_id() {
        assertThat(rota("audit", "verify", "--org=arasaka", "--offline=x", "--key=y"))
                .isEqualTo(failure("offline, --org takes the organization's id: digests do not know its slug"));
        assertThat(rota("audit", "verify", "--org=1", "--offline=x", "--key=y").err())
                .startsWith("rota: cannot read the digests or their key: ");
        assertThat(rota("audit", "verify", "--org=1", "--offline=x").exit()).isEqualTo(2);
    }

    @Test
    void a_name_that_is_taken_or_impossible_is_one_line_and_leaves_nothing() throws SQLException {
        assertThat(rota("org", "create", "--slug=umbrella", "--name=U", "--owner=a@u.example")
                        .exit())
                .isZero();

        assertThat(rota("org", "create", "--slug=umbrella", "--name=U", "--owner=a@u.example"))
                .isEqualTo(failure("one of that name exists already"));
        assertThat(rota("org", "create", "--slug=Big Corp", "--name=U", "--owner=a@u.example"))
                .isEqualTo(failure(
                        "'slug' must be 1 to 63 lower-case letters, digits or dashes, not beginning with a dash"));
        assertThat(rota("org", "create", "--slug=other", "--name=U", "--owner=nobody"))
                .isEqualTo(failure("'email' must be an e-mail address"));
        assertThat(column("SELECT slug FROM rota.organization WHERE slug IN ('umbrella', 'other')"))
                .containsExactly("umbrella");
    }

    @Test
    void a_person_gets_a_password_from_standard_input_and_a_token_before_belonging_anywhere() throws SQLException {
        var made = withInput(
                        "correct horse\n",
                        "user",
                        "create",
                        "--email=ada@example.com",
                        "--name=Ada",
                        "--password-stdin",
                        "--token=personal",
                        "--json")
                .json();
        var token = made.getJsonObject("token");

        assertThat(token.getJsonArray("scopes")).containsExactly("tasks:read", "tasks:write", "commits:write");
        assertThat(column("SELECT password_hash FROM rota.user_credential WHERE user_id = "
                        + made.getJsonObject("user").getLong("id")))
                .singleElement()
                .asString()
                .startsWith("$argon2id$");
        assertThat(column("SELECT reason FROM rota.auth_event WHERE token_id = '" + token.getString("id") + "'"))
                .containsExactly("created");
        assertThat(column("SELECT assigned_only::text FROM rota.api_token WHERE public_id = '" + token.getString("id")
                        + "'"))
                .containsExactly("true");
    }

    @Test
    void a26_a_user_of_another_server_becomes_a_person_and_stops_being_one() throws SQLException {
        var issuer = "https://id.example/realms/rota";
        var link =
                new String[] {"user", "link", "--email=Eve@Example.com", "--issuer=" + issuer, "--subject=a b", "--json"
                };
        assertThat(rota(link)).isEqualTo(failure("user Eve@Example.com not found"));
        var eve = rota("user", "create", "--email=eve@example.com", "--name=Eve", "--json")
                .json()
                .getJsonObject("user")
                .getLong("id");

        assertThat(rota(link).json())
                .isEqualTo(new JsonObject()
                        .put("user", new JsonObject().put("id", eve).put("email", "eve@example.com"))
                        .put("issuer", issuer)
                        .put("subject", "a b"));
        assertThat(rota(link)).isEqualTo(failure("a b of " + issuer + " is linked already; unlink it first"));
        assertThat(column("SELECT user_id FROM rota.external_identity WHERE subject = 'a b'"))
                .containsExactly("" + eve);

        assertThat(rota("user", "revoke-external", "--email=eve@example.com").out())
                .isEqualTo("every external token of eve@example.com is refused from now on\n");
        assertThat(rota("user", "unlink", "--issuer=" + issuer, "--subject=a b").out())
                .isEqualTo("a b of " + issuer + " is eve@example.com no more\n");
        assertThat(rota("user", "unlink", "--issuer=" + issuer, "--subject=a b").exit())
                .isNotZero();
        assertThat(column("SELECT kind FROM rota.auth_event WHERE user_id = " + eve + " ORDER BY id"))
                .containsExactly("link", "revoke", "unlink");
    }

    @ParameterizedTest
    @CsvSource({
        "id.example, s, issuer",
        "https://id.example/?a=b, s, issuer",
        "ftp://id.example, s, issuer",
        "https://id.example, '', subject"
    })
    void a26_an_issuer_or_subject_that_no_token_can_have_is_refused(String issuer, String subject, String field) {
        assertThat(rota("user", "link", "--email=a@b.example", "--issuer=" + issuer, "--subject=" + subject)
                        .err())
                .startsWith("rota: '" + field + "' ");
    }

    @Test
    void what_a_person_cannot_get_is_said() {
        assertThat(withInput("short", "user", "create", "--email=b@example.com", "--name=B", "--password-stdin"))
                .isEqualTo(failure("A password has 8 to 256 characters"));
        assertThat(withInput("Password1", "user", "create", "--email=b@example.com", "--name=B", "--password-stdin")
                        .err())
                .startsWith("rota: That password is one of those that everybody tries first");
        assertThat(rota("user", "create", "--email=b@example.com", "--name=B", "--token=org")
                        .err())
                .startsWith("rota: an org token belongs to an organization: ");
        assertThat(rota("user", "create", "--email=b@example.com", "--name=B", "--token=gold")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void a_member_is_added_once_and_their_token_reaches_the_organization() throws SQLException {
        assertThat(rota("org", "create", "--slug=wonka", "--name=Wonka", "--owner=willy@wonka.example")
                        .exit())
                .isZero();
        assertThat(rota("user", "create", "--email=Charlie@wonka.example", "--name=Charlie")
                        .out())
                .startsWith("user Charlie@wonka.example has id ");
        var added = rota(
                        "member",
                        "add",
                        "--org=wonka",
                        "--email=charlie@wonka.example",
                        "--role=member",
                        "--token=admin",
                        "--json")
                .json();

        assertThat(added.getString("role")).isEqualTo("member");
        var token = added.getJsonObject("token");
        assertThat(token.getString("resource")).isEqualTo("admin");
        assertThat(token.getJsonArray("scopes")).contains("members:write").doesNotContain("tasks:write");
        assertThat(identified(token, "admin")
                        .getJsonArray("organizations")
                        .getJsonObject(0)
                        .getString("slug"))
                .isEqualTo("wonka");
        assertThat(rota("member", "add", "--org=wonka", "--email=charlie@wonka.example", "--role=admin"))
                .isEqualTo(failure("charlie@wonka.example is a member already"));
        assertThat(column("SELECT action FROM rota.audit_event e JOIN rota.organization o ON o.id = e.org_id"
                        + " WHERE o.slug = 'wonka' ORDER BY e.id"))
                .containsExactly("create_organization", "add_member", "create_token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none|eve@soylent.example|member|organization none not found",
                "soylent|mallory@soylent.example|member|user mallory@soylent.example not found",
                "soylent|eve@soylent.example|king|'role must be one of admin, member, owner'",
            })
    void a_member_needs_an_organization_an_account_and_a_role(String org, String email, String role, String message) {
        var org0 = rota("org", "create", "--slug=soylent", "--name=Soylent", "--owner=s@soylent.example");
        var user0 = rota("user", "create", "--email=eve@soylent.example", "--name=Eve");
        assertThat(List.of(org0.exit(), user0.exit())).contains(0);

        assertThat(rota("member", "add", "--org", org, "--email", email, "--role", role))
                .isEqualTo(failure(message));
    }

    @Test
    void only_an_owner_is_given_an_org_token() {
        assertThat(rota("member", "add", "--org=any", "--email=a@b.example", "--role=member", "--token=org"))
                .isEqualTo(failure("only an owner is given an org token"));
    }

    @Test
    void migrating_what_is_up_to_date_says_so() {
        assertThat(rota("migrate", "--json").json()).isEqualTo(new JsonObject().put("applied", 0));
        assertThat(rota("migrate").out()).isEqualTo("up to date" + System.lineSeparator());
    }

    @Test
    void a_database_that_refuses_is_one_line() {
        var outcome = run(
                Map.of(),
                "migrate",
                "--config",
                directory.resolve("empty.properties").toString(),
                "--database-url",
                "postgresql://nobody:wrong@127.0.0.1:1/none");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("rota: ").contains("is needed in production mode");
    }

    @Test
    void a_client_for_people_is_made_with_a_secret_that_is_kept_as_a_hash() throws SQLException {
        var made = rota(
                        "client",
                        "create",
                        "--name=Claude",
                        "--redirect-uri=https://claude.ai/api/mcp/auth_callback",
                        "--json")
                .json();

        assertThat(made.getString("client_secret")).startsWith("rota_secret_");
        assertThat(made.getJsonArray("grant_types")).containsExactly("authorization_code", "refresh_token");
        assertThat(column("SELECT kind || ' ' || name || ' ' || length(secret_hash) FROM rota.oauth_client"
                        + " WHERE client_id = '" + made.getString("client_id") + "'"))
                .containsExactly("registered Claude 32");
        assertThat(column("SELECT reason FROM rota.auth_event WHERE client_id = '" + made.getString("client_id") + "'"))
                .containsExactly("ok");
    }

    @Test
    void a_public_client_is_made_without_a_secret_and_never_acts_as_an_agent() {
        var made = rota("client", "create", "--name=Laptop", "--redirect-uri=http://127.0.0.1/", "--public", "--json")
                .json();
        assertThat(made.getString("token_endpoint_auth_method")).isEqualTo("none");
        assertThat(made.containsKey("client_secret")).isFalse();
        assertThat(rota("client", "create", "--name=Nope", "--org=any", "--agent=any", "--public"))
                .isEqualTo(failure("a client that acts as an agent needs a secret or keys"));
    }

    @Test
    void a_machine_client_is_made_with_the_grant_it_acts_by() throws SQLException {
        assertThat(rota("org", "create", "--slug=cyber", "--name=Cyber", "--owner=miles@cyber.example")
                        .exit())
                .isZero();
        DATABASE.execute(
                "INSERT INTO rota.agent (org_id, name, owner_user_id) SELECT o.id, 'builder', u.id"
                        + " FROM rota.organization o, rota.user_account u WHERE slug = 'cyber' AND email = 'miles@cyber.example'");

        var made = rota("client", "create", "--name=CI", "--org=cyber", "--agent=builder", "--json")
                .json();

        assertThat(made.getJsonArray("grant_types")).containsExactly("client_credentials");
        assertThat(made.getString("granted_until")).isNotNull();
        assertThat(column("SELECT g.resource || ' ' || a.name || ' ' || ('tasks:execute' = ANY (g.scopes))"
                        + " FROM rota.oauth_grant g JOIN rota.agent a ON a.id = g.agent_id WHERE client_id = '"
                        + made.getString("client_id") + "'"))
                .containsExactly("http://localhost:3001/mcp builder true");
        assertThat(column("SELECT action FROM rota.audit_event e JOIN rota.organization o ON o.id = e.org_id"
                        + " WHERE o.slug = 'cyber' ORDER BY e.id"))
                .containsExactly("create_organization", "create_client");
    }

    @Test
    void a_client_that_leads_nowhere_or_acts_as_nobody_is_one_line_and_leaves_nothing() throws SQLException {
        var before = column("SELECT count(*) FROM rota.oauth_client WHERE name = 'Nope'");

        assertThat(rota("client", "create", "--name=Nope"))
                .isEqualTo(failure("a client needs a --redirect-uri, or an --agent that it acts as"));
        assertThat(rota("client", "create", "--name=Nope", "--redirect-uri=javascript:alert(1)")
                        .err())
                .contains("A redirect URI is absolute");
        assertThat(rota("client", "create", "--name=Nope", "--org=nowhere", "--agent=nobody"))
                .isEqualTo(failure("organization nowhere not found"));
        assertThat(rota("client", "create", "--name=Nope", "--agent=nobody").exit())
                .isEqualTo(2);
        assertThat(rota("client", "create", "--name=Nope", "--jwks=" + directory.resolve("absent"))
                        .err())
                .contains("--jwks must name a file");

        assertThat(column("SELECT count(*) FROM rota.oauth_client WHERE name = 'Nope'"))
                .isEqualTo(before)
                .containsExactly("0");
    }

    private static Outcome failure(String message) {
        return new Outcome(1, "", "rota: " + message + System.lineSeparator());
    }

    private JsonObject identified(JsonObject token, String resource) {
        try {
            var pepper =
                    Files.readString(directory.resolve("secrets/token-pepper")).strip();
            var peppers = new Peppers(List.of(Peppers.Pepper.of(HexFormat.of().parseHex(pepper))));
            var secret = OpaqueToken.parse(token.getString("token")).orElseThrow();
            Database database = DATABASE.open(VERTX);
            try {
                return TestDatabase.await(database.identify(Entry.TOKEN, peppers.hashes(secret), resource));
            } finally {
                TestDatabase.await(database.close());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> column(String sql) throws SQLException {
        try (var connection = DATABASE.superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    private Outcome withInput(String input, String... arguments) {
        var before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return rota(arguments);
        } finally {
            System.setIn(before);
        }
    }

    private Outcome rota(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + directory.resolve("empty.properties"));
        var environment = Map.of(
                "ROTA_MODE",
                "development",
                "ROTA_DATA_DIR",
                directory.toString(),
                "ROTA_DATABASE_URL",
                DATABASE.url(),
                "ROTA_DATABASE_PASSWORD",
                TestDatabase.PASSWORD);
        return run(environment, all.toArray(String[]::new));
    }

    private static Outcome run(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Commands.in(environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Outcome(exit, out.toString(), err.toString());
    }
}
