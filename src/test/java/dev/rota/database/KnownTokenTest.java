package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The short way in of a token that was read before comes to what the long one does, whatever has happened since. */
final class KnownTokenTest {
    private static final String ENTER = "SELECT %s(ARRAY[decode('%s', 'hex')], %s, '%s', %s)::text";
    private static final String CONTEXT = "SELECT concat_ws(' ', current_setting('rota.org_ids'),"
            + " current_setting('rota.org_id'), quote_literal(current_setting('rota.user_id')))";

    private static TestDatabase schema;
    private static Vertx vertx;
    private static Database database;

    private TestOrganization organization;
    private String hash;
    private String stamp;

    @BeforeAll
    static void open() throws Exception {
        schema = TestDatabase.create();
        vertx = Vertx.vertx();
        database = schema.open(vertx);
    }

    @AfterAll
    static void close() throws Exception {
        database.close().transform(closed -> vertx.close()).await(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void read() {
        organization = TestOrganization.create(vertx, database);
        know(organization.agentToken(Restrictions.NONE));
    }

    private void know(OpaqueToken token) {
        var caller = organization.caller(token);
        hash = HexFormat.of().formatHex(caller.credential().lookup().getBytes());
        stamp = caller.credential().stamp();
    }

    @Test
    void who_is_as_before_enters_their_organization_by_the_short_way() {
        var mine = "{" + organization.id() + "} " + organization.id() + " ''";
        assertThat(outcome("rota.enter_known_token", "NULL", "NULL")).isEqualTo(mine);
        schema.execute("REVOKE EXECUTE ON FUNCTION rota.enter_token FROM rota_ctx");
        try {
            assertThat(outcome("rota.enter_known_token", "'mcp'", "ARRAY[" + organization.id() + "]"))
                    .isEqualTo(mine);
        } finally {
            schema.execute("GRANT EXECUTE ON FUNCTION rota.enter_token TO rota_ctx");
        }
    }

    @ParameterizedTest(name = "{0} {1} after {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "TC401 | revoked   | UPDATE rota.api_token SET revoked_at = now() WHERE agent_id IS NOT NULL",
                "TC409 | stale     | UPDATE rota.api_token SET revoked_at = now() + interval '1 hour' WHERE agent_id IS NOT NULL",
                "TC401 | expired   | UPDATE rota.api_token SET expires_at = now() WHERE agent_id IS NOT NULL",
                "TC401 | suspended | UPDATE rota.agent SET active = false",
                "TC409 | stale     | UPDATE rota.agent SET name = upper(name)",
                "TC401 | suspended | UPDATE rota.user_account SET active = false",
                "TC409 | stale     | UPDATE rota.user_account SET name = upper(name)",
                "TC401 | no_organization | UPDATE rota.membership SET active = false",
                "TC409 | stale     | UPDATE rota.membership SET active = active",
                "TC409 | stale     | UPDATE rota.role SET permissions = permissions",
                "TC409 | stale     | UPDATE rota.organization SET policy = policy",
                "TC401 | no_organization | INSERT INTO rota.credential_block (org_id, credential)"
                        + " SELECT home_org_id, public_id FROM rota.api_token WHERE agent_id IS NOT NULL ON CONFLICT DO NOTHING",
                "TC401 | unknown   | DELETE FROM rota.api_token WHERE agent_id IS NOT NULL",
            })
    void whatever_has_changed_is_told_as_by_the_long_way(String state, String why, String change) {
        schema.execute(change);
        assertThat(outcome("rota.enter_known_token", "NULL", "NULL"))
                .startsWith(state)
                .contains(why)
                .isEqualTo(outcome("rota.enter_token", "NULL", "NULL"));
    }

    @ParameterizedTest(name = "{1} {2}: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "TC401 | 'admin' | NULL",
                "TC404 | NULL    | ARRAY[0]",
                "TC404 | NULL    | '{}'",
                "TC404 | NULL    | ARRAY[NULL]::bigint[]",
                "TC404 | NULL    | ARRAY[MINE, 0]",
                "{MINE,MINE} | NULL | ARRAY[MINE, MINE]",
                "{MINE} | 'mcp'  | NULL",
                "{MINE} | 'mcp'  | ARRAY[MINE]",
            })
    void what_is_asked_for_is_had_or_refused_as_by_the_long_way(
            String expected, String resource, String organizations) {
        var id = Long.toString(organization.id().value());
        var asked = organizations.replace("MINE", id);
        assertThat(outcome("rota.enter_known_token", resource, asked))
                .startsWith(expected.replace("MINE", id))
                .isEqualTo(outcome("rota.enter_token", resource, asked));
    }

    @Test
    void the_stamp_of_another_token_is_none() {
        var mine = hash;
        know(organization.agentToken(Restrictions.NONE));
        hash = mine;
        assertThat(outcome("rota.enter_known_token", "NULL", "NULL"))
                .startsWith("TC409")
                .isEqualTo(outcome("rota.enter_token", "NULL", "NULL"));
    }

    @Test
    void a_token_of_a_person_or_an_organization_enters_as_by_the_long_way() {
        know(organization.issue(OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE));
        assertThat(outcome("rota.enter_known_token", "NULL", "NULL"))
                .endsWith("'" + organization.ownerId() + "'")
                .isEqualTo(outcome("rota.enter_token", "NULL", "NULL"));
        know(organization.issue(OpaqueToken.Kind.ORG, organization.ownerId(), null, Restrictions.NONE));
        assertThat(outcome("rota.enter_known_token", "NULL", "NULL"))
                .endsWith(" ''")
                .isEqualTo(outcome("rota.enter_token", "NULL", "NULL"));
    }

    /** The context that was entered, or why none was. */
    private String outcome(String function, String resource, String organizations) {
        try (var connection = schema.as(DatabaseRole.API);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (var answer = statement.executeQuery(ENTER.formatted(function, hash, resource, stamp, organizations))) {
                assertThat(answer.next()).isTrue();
                assertThat(answer.getString(1)).isNull();
            }
            try (var context = statement.executeQuery(CONTEXT)) {
                assertThat(context.next()).isTrue();
                return context.getString(1);
            }
        } catch (SQLException refused) {
            return refused.getSQLState() + " "
                    + String.valueOf(refused.getMessage()).split("\n", 2)[0];
        }
    }
}
