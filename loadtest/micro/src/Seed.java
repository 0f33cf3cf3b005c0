import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Organizations with two hundred tasks each, a thousand as a rule, written by the superuser in one transaction.
 *
 * <p>Ids are computed, so that the reference scripts know them without asking: see {@link #organization} and its
 * neighbours. One transaction gives all rows one version, so the stamps that {@code enter_known_token} compares are alike.
 * An organization's tasks lie apart, as where all have made theirs at the same time; in whichever order the database would
 * rather make them, those of few lie together and those of many apart, and {@link Growth} would measure that.
 */
final class Seed {
    static final int ORGANIZATIONS = 1_000;
    static final int TASKS = 200;

    private static final long FIRST_ORGANIZATION = 50_000;
    private static final long FIRST_AGENT = 1_000_000;
    private static final long FIRST_PROJECT = 2_000_000;
    private static final long FIRST_USER = 3_000_000;
    private static final long FIRST_TASK = 10_000_000;

    private Seed() {}

    /** @param index from 0, as in all of these */
    static long organization(int index) {
        return FIRST_ORGANIZATION + index;
    }

    static long agent(int index) {
        return FIRST_AGENT + index;
    }

    static long project(int index) {
        return FIRST_PROJECT + index;
    }

    /** @param number from 1 to {@link #TASKS}, as in its key */
    static long task(int index, int number) {
        return FIRST_TASK + (long) index * TASKS + number;
    }

    /** Whether a task is neither done nor waiting for another. */
    static boolean isClaimable(int number) {
        return number % 10 < 7 && number % 5 != 0;
    }

    /** Fills the database with so many organizations and returns the token of each. */
    static List<String> write(Connection superuser, Peppers peppers, int organizations) throws SQLException {
        superuser.setAutoCommit(false);
        try (var statement = superuser.createStatement()) {
            statement.execute("SET LOCAL synchronous_commit = off");
            statement.execute("SET LOCAL search_path = rota");
            for (var sql : ROWS.replace("LAST", Integer.toString(organizations - 1)).split(";\n")) {
                statement.execute(sql);
            }
        }
        var tokens = tokens(superuser, peppers, organizations);
        superuser.commit();
        superuser.setAutoCommit(true);
        try (var statement = superuser.createStatement()) {
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
        return tokens;
    }

    private static List<String> tokens(Connection superuser, Peppers peppers, int organizations)
            throws SQLException {
        var tokens = new ArrayList<String>();
        var hashes = new byte[organizations][];
        for (var index = 0; index < organizations; index++) {
            var token = OpaqueToken.random(OpaqueToken.Kind.AGENT);
            tokens.add(token.reveal());
            hashes[index] = peppers.hash(token).getBytes();
        }
        try (var insert = superuser.prepareStatement(TOKENS)) {
            insert.setInt(1, peppers.currentVersion());
            insert.setArray(2, superuser.createArrayOf("bytea", hashes));
            insert.executeUpdate();
        }
        return tokens;
    }

    private static final String ROWS =
            """
            INSERT INTO user_account (id, email, name) OVERRIDING SYSTEM VALUE
              SELECT 3000000 + i, 'owner' || i || '@load.example', 'Owner ' || i FROM generate_series(0, LAST) i;
            INSERT INTO organization (id, slug, name, policy) OVERRIDING SYSTEM VALUE
              SELECT 50000 + i, 'load-' || i, 'Load ' || i, '{"calls_per_minute": 1000000, "max_claims": 50}'
                FROM generate_series(0, LAST) i;
            INSERT INTO role (org_id, name, permissions, system)
              SELECT 50000 + i, r.name, r.permissions, r.system FROM generate_series(0, LAST) i, role r
               WHERE r.org_id = (SELECT id FROM organization WHERE slug = 'acme');
            INSERT INTO membership (org_id, user_id, role)
              SELECT 50000 + i, 3000000 + i, 'owner' FROM generate_series(0, LAST) i;
            INSERT INTO agent (org_id, id, name, owner_user_id) OVERRIDING SYSTEM VALUE
              SELECT 50000 + i, 1000000 + i, 'agent', 3000000 + i FROM generate_series(0, LAST) i;
            INSERT INTO project (org_id, id, key, name, last_task_number) OVERRIDING SYSTEM VALUE
              SELECT 50000 + i, 2000000 + i, 'DEV', 'Development', 200 FROM generate_series(0, LAST) i;
            INSERT INTO task (org_id, id, project_id, key, title, description, kind, status, priority, labels,
                              complexity, complexity_score, created_by_kind, created_by_id, created_by, created_at, updated_at)
                   OVERRIDING SYSTEM VALUE
              SELECT 50000 + i, 10000000 + i * 200 + n, 2000000 + i, 'DEV-' || n,
                     'Make part ' || n || ' of the export work with large files',
                     repeat('What is to be done, and how it is verified. ', 6), 'ai',
                     CASE n % 10 WHEN 7 THEN 'done' WHEN 8 THEN 'in_review' WHEN 9 THEN 'backlog' ELSE 'todo' END,
                     n % 5 - 2, CASE n % 3 WHEN 0 THEN '{export,backend}'::text[] ELSE '{}' END,
                     'medium', 5, 'user', 3000000 + i, 'Owner ' || i,
                     now() - n * interval '1 hour', now() - n * interval '1 hour'
                FROM (SELECT i, n FROM generate_series(0, LAST) i, generate_series(1, 200) n ORDER BY n, i) AS made;
            INSERT INTO task_link (org_id, task_id, type, target_id)
              SELECT 50000 + i, 10000000 + i * 200 + n, 'depends_on', 10000000 + i * 200 + n - 1
                FROM (SELECT i, n FROM generate_series(0, LAST) i, generate_series(5, 200, 5) n ORDER BY n, i) AS made""";

    /** For each organization a token that somebody has, and one by the hash that the reference scripts compute. */
    private static final String TOKENS =
            """
            INSERT INTO rota.api_token (public_id, kind, hint, token_hash, pepper_version, user_id, home_org_id, agent_id,
                                        name, scopes, resource, created_by, expires_at)
              SELECT 'tok_' || k.name || '_' || i.n, 'agent', 'load', k.hash, ?, 3000000 + i.n, 50000 + i.n, 1000000 + i.n,
                     k.name, t.scopes, 'mcp', 3000000 + i.n, now() + interval '1 day'
                FROM unnest(?::bytea[]) WITH ORDINALITY h(hash, place)
                CROSS JOIN LATERAL (SELECT (h.place - 1)::integer AS n) i
                CROSS JOIN LATERAL (VALUES ('load', h.hash), ('reference', sha256(int8send((50000 + i.n)::bigint)))) k(name, hash)
                CROSS JOIN (SELECT scopes FROM rota.api_token WHERE kind = 'agent'
                             ORDER BY cardinality(scopes) DESC LIMIT 1) t""";
}
