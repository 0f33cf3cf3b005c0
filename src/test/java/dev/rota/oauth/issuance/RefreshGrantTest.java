package dev.rota.oauth.issuance;

import static dev.rota.oauth.TestAuthorizations.random;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.client.Client;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Refresh tokens (security A6 and A7), over HTTP. */
class RefreshGrantTest {
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.create(), Map.of("rota.limit.token-failures-per-minute", "100000"));
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final TestOrganization ORGANIZATION = SERVER.organization();
    private static final Client CLIENT = PEOPLE.client();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a6_each_exchange_gives_another_token_and_the_chain_goes_on() {
        var tokens = tokens();
        for (var i = 0; i < 3; i++) {
            var next = PEOPLE.refresh(refresh(tokens), CLIENT);
            assertThat(next.status()).isEqualTo(200);
            assertThat(refresh(next.json())).isNotEqualTo(refresh(tokens)).startsWith("rota_refresh_");
            assertThat(next.json().getString("scope")).isEqualTo("tasks:read tasks:write");
            tokens = next.json();
        }
        assertThat(works(tokens)).isTrue();
    }

    @Test
    void a6_a_lost_answer_is_fetched_once_more_and_replaces_what_was_lost() {
        var first = tokens();
        var lost = PEOPLE.refresh(refresh(first), CLIENT).json();

        var again = PEOPLE.refresh(refresh(first), CLIENT);

        assertThat(again.status()).isEqualTo(200);
        assertThat(PEOPLE.refresh(refresh(again.json()), CLIENT).status()).isEqualTo(200);
        requireReuse(PEOPLE.refresh(refresh(lost), CLIENT), again.json());
    }

    @Test
    void a6_a_third_presentation_ends_the_family() {
        var first = tokens();
        assertThat(PEOPLE.refresh(refresh(first), CLIENT).status()).isEqualTo(200);
        var again = PEOPLE.refresh(refresh(first), CLIENT).json();

        requireReuse(PEOPLE.refresh(refresh(first), CLIENT), again);
        requireInvalidGrant(PEOPLE.refresh(refresh(again), CLIENT));
    }

    @Test
    void a6_a_token_whose_successor_was_used_ends_the_family() {
        var first = tokens();
        var second = PEOPLE.refresh(refresh(first), CLIENT).json();
        var third = PEOPLE.refresh(refresh(second), CLIENT).json();

        requireReuse(PEOPLE.refresh(refresh(first), CLIENT), third);
    }

    @Test
    void a6_after_30_seconds_there_is_no_second_time() {
        var first = tokens();
        var second = PEOPLE.refresh(refresh(first), CLIENT).json();
        SERVER.database()
                .execute("UPDATE rota.refresh_token SET rotated_at = rotated_at - interval '31 seconds'"
                        + " WHERE rotated_at IS NOT NULL");

        requireReuse(PEOPLE.refresh(refresh(first), CLIENT), second);
    }

    @Test
    void a6_a_token_is_over_after_30_days_unused_and_never_outlives_its_grant() {
        var tokens = tokens();
        assertThat(newest("extract(epoch FROM t.expires_at - t.created_at)::integer"))
                .containsExactly(String.valueOf(30 * 86_400));
        SERVER.database()
                .execute("UPDATE rota.oauth_grant SET expires_at = now() + interval '2 days' WHERE id ="
                        + " (SELECT grant_id FROM rota.refresh_token ORDER BY id DESC LIMIT 1)");
        var next = PEOPLE.refresh(refresh(tokens), CLIENT).json();
        assertThat(newest("t.expires_at = g.expires_at")).containsExactly("t");

        SERVER.database().execute("UPDATE rota.refresh_token SET expires_at = now() WHERE rotated_at IS NULL");
        requireInvalidGrant(PEOPLE.refresh(refresh(next), CLIENT));
        assertThat(works(next)).isTrue();
    }

    @Test
    void a6_a_client_that_is_another_changes_nothing() {
        var tokens = tokens();

        requireInvalidGrant(PEOPLE.refresh(refresh(tokens), PEOPLE.client()));

        assertThat(PEOPLE.refresh(refresh(tokens), CLIENT).status()).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> a6_what_is_no_refresh_token_of_ours_is_invalid() {
        return Stream.of(
                        random(OpaqueToken.Kind.REFRESH),
                        random(OpaqueToken.Kind.CODE),
                        random(OpaqueToken.Kind.USER),
                        "x",
                        "rota_refresh_" + "0".repeat(64) + "_00000000",
                        "\u00e4".repeat(90))
                .map(token -> DynamicTest.dynamicTest(token, () -> requireInvalidGrant(PEOPLE.refresh(token, CLIENT))));
    }

    @Test
    void a7_scopes_may_be_narrowed_and_come_back_but_never_widen() {
        var narrow = PEOPLE.refreshing(refresh(tokens()), CLIENT);
        narrow.put("scope", "tasks:read");
        var narrowed = PEOPLE.token(narrow);
        assertThat(narrowed.json().getString("scope")).isEqualTo("tasks:read");

        var wide = PEOPLE.refreshing(refresh(narrowed.json()), CLIENT);
        for (var scope : List.of("tasks:read tasks:delete", "members:write", "nothing:known")) {
            wide.put("scope", scope);
            requireError(PEOPLE.token(wide), "invalid_scope");
        }
        wide.put("scope", "read:tasks write:tasks offline_access");
        assertThat(PEOPLE.token(wide).json().getString("scope")).isEqualTo("tasks:read tasks:write");
    }

    @Test
    void a7_a_grant_to_write_that_is_narrowed_to_reading_reads() {
        var tokens = tokens();
        SERVER.database()
                .execute("UPDATE rota.oauth_grant SET scopes = '{tasks:write}' WHERE id ="
                        + " (SELECT grant_id FROM rota.refresh_token ORDER BY id DESC LIMIT 1)");
        var narrow = PEOPLE.refreshing(refresh(tokens), CLIENT);
        narrow.put("scope", "tasks:read");

        var narrowed = PEOPLE.token(narrow).json();

        assertThat(narrowed.getString("scope")).isEqualTo("tasks:read");
        assertThat(works(narrowed)).isTrue();
    }

    @Test
    void a9_an_access_token_lives_no_longer_than_its_grant() throws ParseException {
        var tokens = tokens();
        SERVER.database()
                .execute("UPDATE rota.oauth_grant SET expires_at = now() + interval '2 minutes' WHERE id ="
                        + " (SELECT grant_id FROM rota.refresh_token ORDER BY id DESC LIMIT 1)");

        var next = PEOPLE.refresh(refresh(tokens), CLIENT).json();

        assertThat(next.getInteger("expires_in")).isBetween(60, 120);
        var claims = SignedJWT.parse(next.getString("access_token")).getJWTClaimsSet();
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofSeconds(next.getInteger("expires_in")));
        assertThat(works(next)).isTrue();
    }

    @Test
    void tokens_of_a_family_that_ended_yesterday_go_with_its_next_exchange() {
        var second = PEOPLE.refresh(refresh(tokens()), CLIENT).json();
        var grant = newest("t.grant_id").get(0);
        SERVER.database()
                .execute("UPDATE rota.refresh_token SET expires_at = now() - interval '25 hours'"
                        + " WHERE rotated_at IS NOT NULL AND grant_id = " + grant);

        assertThat(PEOPLE.refresh(refresh(second), CLIENT).status()).isEqualTo(200);

        assertThat(SERVER.database().ask("SELECT count(*) FROM rota.refresh_token WHERE grant_id = " + grant))
                .containsExactly("2");
    }

    @Test
    void a_grant_that_was_over_for_90_days_goes_with_the_next_one() {
        var tokens = tokens();
        var grant = newest("t.grant_id").get(0);
        SERVER.database()
                .execute("UPDATE rota.oauth_grant SET revoked_at = now() - interval '91 days' WHERE id = " + grant);

        assertThat(works(tokens())).isTrue();

        assertThat(SERVER.database().ask("SELECT count(*) FROM rota.oauth_grant WHERE id = " + grant))
                .containsExactly("0");
        requireInvalidGrant(PEOPLE.refresh(refresh(tokens), CLIENT));
    }

    @Test
    void a7_the_resource_stays_what_it_was() {
        var form = PEOPLE.refreshing(refresh(tokens()), CLIENT);
        for (var resource : List.of(PEOPLE.url("/api/v1"), PEOPLE.url("/mcp/readonly"), "https://elsewhere.example/")) {
            form.put("resource", resource);
            requireError(PEOPLE.token(form), "invalid_target");
        }
        form.put("resource", PEOPLE.url("/mcp"));

        assertThat(PEOPLE.token(form).status()).isEqualTo(200);
    }

    @Test
    void a7_a_resource_is_named_once() {
        var form = TestAuthorizations.encoded(PEOPLE.refreshing(refresh(tokens()), CLIENT));
        var twice = "&resource=" + PEOPLE.url("/mcp");

        requireError(PEOPLE.post("/auth/token", form + twice + twice, null), "invalid_target");
        requireError(PEOPLE.post("/auth/token", form + "&scope=a&scope=b", null), "invalid_request");
        assertThat(PEOPLE.post("/auth/token", form + twice, null).status()).isEqualTo(200);
    }

    @Test
    void r3_who_is_suspended_cannot_refresh_and_can_again_afterwards() {
        var organization = SERVER.organization();
        var tokens = PEOPLE.grant(organization.memberId(), CLIENT);
        var user = " WHERE id = " + organization.memberId();
        SERVER.database().execute("UPDATE rota.user_account SET active = false" + user);
        requireInvalidGrant(PEOPLE.refresh(refresh(tokens), CLIENT));

        SERVER.database().execute("UPDATE rota.user_account SET active = true" + user);
        assertThat(PEOPLE.refresh(refresh(tokens), CLIENT).status()).isEqualTo(200);
    }

    private static JsonObject tokens() {
        return PEOPLE.grant(ORGANIZATION.ownerId(), CLIENT);
    }

    private static String refresh(JsonObject tokens) {
        return tokens.getString("refresh_token");
    }

    private static boolean works(JsonObject tokens) {
        return PEOPLE.call(tokens.getString("access_token")).status() == 200;
    }

    private static List<String> newest(String what) {
        return SERVER.database()
                .ask("SELECT " + what + " FROM rota.refresh_token t JOIN rota.oauth_grant g ON g.id = t.grant_id"
                        + " ORDER BY t.id DESC LIMIT 1");
    }

    /** It is refused, and what the family had issued last no longer works. */
    private static void requireReuse(Answer answer, JsonObject last) {
        requireInvalidGrant(answer);
        assertThat(works(last)).isFalse();
        assertThat(SERVER.database()
                        .ask("SELECT revoked_because FROM rota.oauth_grant WHERE revoked_at IS NOT NULL"
                                + " ORDER BY revoked_at DESC LIMIT 1"))
                .containsExactly("refresh_reuse");
    }

    private static void requireInvalidGrant(Answer answer) {
        requireError(answer, "invalid_grant");
    }

    private static void requireError(Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("error")).isEqualTo(code);
    }
}
