import dev.rota.database.embedded.EmbeddedPostgres;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Organizations for load tests, written by a superuser in one transaction, and a file with their tokens, of the shape of
 * {@code demo.json}. The last organization has a small budget, 25 calls a second in all; the others have as much as the node gives.
 */
final class LoadData {
    private static final int AGENT_KEYS = 8;
    private static final int ADMIN_TOKENS = 20;

    private final Connection database;
    private final Peppers peppers;
    private final int organizations;
    private final int tasks;

    private LoadData(Connection database, Peppers peppers, int organizations, int tasks) {
        this.database = database;
        this.peppers = peppers;
        this.organizations = organizations;
        this.tasks = tasks;
    }

    /** Data directory or JDBC URL, base URL, management URL, file to write, organizations, tasks of each. */
    public static void main(String[] arguments) throws Exception {
        var isDirectory = !arguments[0].startsWith("jdbc:");
        var pepper = isDirectory
                ? Files.readString(Path.of(arguments[0], "secrets", "token-pepper")).strip()
                : System.getenv("ROTA_TOKEN_PEPPER");
        if (pepper == null) {
            throw new IllegalArgumentException("set ROTA_TOKEN_PEPPER: tokens count only under the nodes' own");
        }
        var peppers = new Peppers(List.of(Peppers.Pepper.of(HexFormat.of().parseHex(pepper))));
        try (var database = isDirectory ? embedded(Path.of(arguments[0])) : DriverManager.getConnection(arguments[0])) {
            var data = new LoadData(database, peppers, Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
            var file = new JsonObject().put("base_url", arguments[1]).put("management_url", arguments[2]);
            write(Path.of(arguments[3]), file.put("organizations", data.write()));
        }
    }

    private static Connection embedded(Path dataDirectory) throws SQLException {
        var address = EmbeddedPostgres.find(dataDirectory)
                .orElseThrow(() -> new IllegalStateException("no database of " + dataDirectory + " is running"));
        return DriverManager.getConnection(
                address.jdbcUrl(EmbeddedPostgres.DATABASE), address.user(), address.password());
    }

    private static void write(Path file, JsonObject json) throws Exception {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, json.encodePrettily());
    }

    private JsonObject write() throws SQLException {
        database.setAutoCommit(false);
        for (var sql : ROWS.split(";\n")) {
            try (var statement = database.prepareStatement(
                    sql.replace(":organizations", organizations + "").replace(":tasks", tasks + ""))) {
                statement.execute();
            }
        }
        var all = new JsonObject();
        try (var insert = database.prepareStatement(TOKEN)) {
            for (var index = 1; index <= organizations; index++) {
                all.put("load-" + index, organization(insert, index));
            }
            insert.executeBatch();
        }
        database.commit();
        database.setAutoCommit(true);
        try (var statement = database.createStatement()) {
            statement.execute("VACUUM ANALYZE");
        }
        return all;
    }

    private JsonObject organization(PreparedStatement insert, int index) throws SQLException {
        var admin = tokens(insert, index, OpaqueToken.Kind.USER, "admin", Scope.OF_ADMIN_API, ADMIN_TOKENS);
        var agent = tokens(insert, index, OpaqueToken.Kind.AGENT, "mcp", Scope.OF_TOOLS, AGENT_KEYS);
        var owner = new JsonObject()
                .put("email", "owner-" + index + "@load.example")
                .put("admin_token", admin.getString(0))
                .put("admin_tokens", admin);
        return new JsonObject()
                .put("slug", "load-" + index)
                .put("projects", new JsonArray().add("DEV"))
                .put("tasks", tasks)
                .put("owner", owner)
                .put("agent_key", agent.getString(0))
                .put("agent_keys", agent);
    }

    private JsonArray tokens(
            PreparedStatement insert, int index, OpaqueToken.Kind kind, String resource, Set<Scope> scopes, int number)
            throws SQLException {
        var made = new JsonArray();
        var wires = scopes.stream().map(Scope::wire).toArray(String[]::new);
        for (var i = 0; i < number; i++) {
            var token = OpaqueToken.random(kind);
            insert.setString(1, "tok_load_" + kind.wire() + "_" + index + "_" + i);
            insert.setString(2, kind.wire());
            insert.setBytes(3, peppers.hash(token).getBytes());
            insert.setInt(4, peppers.currentVersion());
            insert.setString(5, kind.wire() + " " + i);
            insert.setArray(6, database.createArrayOf("text", wires));
            insert.setString(7, resource);
            insert.setString(8, "load-" + index);
            insert.addBatch();
            made.add(token.reveal());
        }
        return made;
    }

    private static final String ROWS =
            """
            SET LOCAL synchronous_commit = off;
            SET LOCAL search_path = rota;
            INSERT INTO user_account (email, name)
              SELECT 'owner-' || i || '@load.example', 'Owner ' || i FROM generate_series(1, :organizations) i;
            INSERT INTO organization (slug, name, policy)
              SELECT 'load-' || i, 'Load ' || i,
                     CASE i WHEN :organizations THEN '{"calls_per_minute": 300}' ELSE '{"calls_per_minute": 1000000}' END::jsonb
                FROM generate_series(1, :organizations) i;
            CREATE TEMPORARY TABLE made ON COMMIT DROP AS
              SELECT i, o.id AS org, u.id AS owner
                FROM generate_series(1, :organizations) i
                JOIN organization o ON o.slug = 'load-' || i
                JOIN user_account u ON u.email = 'owner-' || i || '@load.example';
            INSERT INTO role (org_id, name, permissions, system)
              SELECT m.org, r.name, r.permissions, r.system FROM made m, role r
               WHERE r.system AND r.org_id = (SELECT min(id) FROM organization);
            INSERT INTO membership (org_id, user_id, role) SELECT org, owner, 'owner' FROM made;
            INSERT INTO agent (org_id, name, owner_user_id) SELECT org, 'agent', owner FROM made;
            INSERT INTO project (org_id, key, name, last_task_number) SELECT org, 'DEV', 'Development', :tasks FROM made;
            INSERT INTO task (org_id, project_id, key, title, description, kind, status, priority, labels,
                              complexity, complexity_score, created_by_kind, created_by_id, created_by)
              SELECT m.org, p.id, 'DEV-' || n, 'Make part ' || n || ' of the export work with large files',
                     repeat('What is to be done, and how it is verified. ', 6), 'ai',
                     CASE n % 10 WHEN 7 THEN 'done' WHEN 8 THEN 'in_review' WHEN 9 THEN 'backlog' ELSE 'todo' END,
                     n % 5 - 2, CASE n % 3 WHEN 0 THEN '{export,backend}'::text[] ELSE '{}' END,
                     'medium', 5, 'user', m.owner, 'Owner ' || m.i
                FROM made m JOIN project p ON p.org_id = m.org, generate_series(1, :tasks) n;
            INSERT INTO task_link (org_id, task_id, type, target_id)
              SELECT later.org_id, later.id, 'depends_on', earlier.id
                FROM made m JOIN generate_series(5, :tasks, 5) n ON true
                JOIN task later ON later.org_id = m.org AND later.key = 'DEV-' || n
                JOIN task earlier ON earlier.org_id = m.org AND earlier.key = 'DEV-' || n - 1""";

    private static final String TOKEN =
            """
            INSERT INTO rota.api_token (public_id, kind, hint, token_hash, pepper_version, user_id, home_org_id, agent_id,
                                        name, scopes, resource, created_by, expires_at)
              SELECT v.public_id, v.kind, 'load', v.hash, v.version, m.owner, o.id, a.id, v.name, v.scopes, v.resource,
                     m.owner, now() + interval '7 days'
                FROM (VALUES (?, ?, ?::bytea, ?, ?, ?::text[], ?, ?))
                       v(public_id, kind, hash, version, name, scopes, resource, slug)
                JOIN made m ON m.i = split_part(v.slug, '-', 2)::integer
                LEFT JOIN rota.organization o ON o.id = m.org AND v.kind <> 'user'
                LEFT JOIN rota.agent a ON a.org_id = o.id AND v.kind = 'agent'""";
}
