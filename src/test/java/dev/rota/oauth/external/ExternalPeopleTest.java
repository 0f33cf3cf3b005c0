package dev.rota.oauth.external;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestServer.Answer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Security A26, R-3 and R-4: for whom a token of an external issuer counts, and for how long, over HTTP. */
final class ExternalPeopleTest {
    private static final TestIssuer ISSUER = new TestIssuer();

    private static ExternalDeployment deployment;

    @BeforeAll
    static void start() {
        deployment = new ExternalDeployment(ISSUER, Map.of());
        deployment.waitForIssuer();
    }

    @AfterAll
    static void stop() {
        deployment.close();
        ISSUER.close();
    }

    @Test
    void a26_the_address_in_a_token_makes_nobody_anybody() {
        var person = deployment.linked();
        var address = "owner@" + deployment.server().organization().slug() + ".example";

        var stranger = deployment.token("stranger", c -> c.put("email", address).put("email_verified", true));
        var known =
                deployment.token(person.subject(), c -> c.put("email", address).put("email_verified", true));

        assertThat(list(stranger).status()).isEqualTo(401);
        assertThat(context(known).body()).contains(person.organization().slug()).doesNotContain(address);
    }

    @Test
    void a26_a_link_is_made_once_and_is_in_the_audit_of_each_organization() {
        var person = deployment.linked();
        var organization = person.organization();
        var again = deployment
                .operator()
                .link(ExternalDeployment.email(deployment.server().organization()), ISSUER.url(), person.subject());

        assertThat(again.toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(10));
        assertThat(await(deployment.operator().unlink(ISSUER.url(), person.subject()))
                        .id())
                .isEqualTo(organization.ownerId());
        assertThat(deployment
                        .server()
                        .database()
                        .ask("SELECT action FROM rota.audit_event WHERE action LIKE '%link_identity' AND org_id = "
                                + organization.id() + " ORDER BY id"))
                .containsExactly("link_identity", "unlink_identity");
        assertThat(deployment
                        .server()
                        .database()
                        .ask("SELECT kind FROM rota.auth_event WHERE user_id = " + organization.ownerId()
                                + " ORDER BY id"))
                .containsExactly("link", "unlink");
    }

    @Test
    void r3_the_audit_names_the_person_and_the_link() {
        var person = deployment.linked();
        assertThat(list(person.token()).status()).isEqualTo(200);

        assertThat(deployment
                        .server()
                        .database()
                        .ask("SELECT actor_kind || ' ' || actor_id || ' ' || credential FROM rota.audit_event"
                                + " WHERE action = 'list_tasks' AND org_id = "
                                + person.organization().id()))
                .singleElement()
                .asString()
                .startsWith("user " + person.organization().ownerId() + " ext_");
    }

    @Test
    void r3_an_unlinked_user_is_refused_at_the_next_call() {
        var person = deployment.warm();
        await(deployment.operator().unlink(ISSUER.url(), person.subject()));
        assertThat(list(person.token()).status()).isEqualTo(401);
    }

    @Test
    void r3_a_user_linked_to_somebody_else_acts_as_them_at_the_next_call() {
        var person = deployment.warm();
        var other = deployment.server().organization();
        await(deployment.operator().unlink(ISSUER.url(), person.subject()));
        await(deployment.operator().link(ExternalDeployment.email(other), ISSUER.url(), person.subject()));

        assertThat(context(person.token()).body())
                .contains('"' + other.slug() + '"')
                .doesNotContain('"' + person.organization().slug() + '"');
    }

    @Test
    void r3_a_suspended_user_is_refused_at_the_next_call() {
        var person = deployment.warm();
        deployment
                .server()
                .database()
                .execute("UPDATE rota.user_account SET active = false WHERE id = "
                        + person.organization().ownerId());
        assertThat(list(person.token()).status()).isEqualTo(401);
    }

    @Test
    void r3_a_removed_member_is_refused_at_the_next_call() {
        var person = deployment.warm();
        deployment
                .server()
                .database()
                .execute("UPDATE rota.membership SET active = false WHERE user_id = "
                        + person.organization().ownerId());
        assertThat(list(person.token()).status()).isEqualTo(401);
    }

    @Test
    void r3_a_changed_role_counts_at_the_next_call() {
        var person = deployment.warm();
        deployment
                .server()
                .database()
                .execute("UPDATE rota.role SET permissions = array_remove(permissions, 'task.read') WHERE org_id = "
                        + person.organization().id());
        assertThat(list(person.token()).body()).contains("forbidden").doesNotContain("\"tasks\"");
    }

    @Test
    void r3_what_was_issued_before_a_revocation_is_refused_at_the_next_call() {
        var person = deployment.warm();
        var later = deployment.token(
                person.subject(), c -> c.put("iat", Instant.now().getEpochSecond() + 29));
        await(deployment.operator().revoke(ExternalDeployment.email(person.organization()), ""));

        assertThat(list(person.token()).status()).isEqualTo(401);
        assertThat(list(later).status()).isEqualTo(401);
        deployment
                .server()
                .database()
                .execute("UPDATE rota.external_revocation SET revoked_before = now() - interval '2 minutes'"
                        + " WHERE user_id = " + person.organization().ownerId());
        assertThat(list(later).status()).isEqualTo(200);
    }

    @Test
    void r3_one_token_is_revoked_by_its_jti() {
        var person = deployment.linked();
        var one = deployment.token(person.subject(), c -> c.put("jti", "one"));
        var two = deployment.token(person.subject(), c -> c.put("jti", "two"));
        assertThat(list(one).status()).isEqualTo(200);

        await(deployment.operator().revoke(ExternalDeployment.email(person.organization()), "one"));

        assertThat(list(one).status()).isEqualTo(401);
        assertThat(list(two).status()).isEqualTo(200);
        assertThat(list(person.token()).status()).isEqualTo(200);
    }

    @Test
    void r4_a_token_is_good_for_the_scopes_it_names_and_without_any_for_none() {
        var person = deployment.linked();
        var create = new JsonObject().put("title", "t").put("project", "DEV");
        var reading = deployment.token(person.subject(), c -> c.put("scope", "openid read:tasks"));
        var nothing = deployment.token(person.subject(), c -> c.remove("scope"));

        assertThat(list(reading).status()).isEqualTo(200);
        var refused = deployment.call("/mcp", "create_task", create, reading);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("www-authenticate")).contains("insufficient_scope", "tasks:write");
        assertThat(list(nothing).status()).isEqualTo(403);
        assertThat(deployment
                        .call("/mcp", "create_task", create, person.token())
                        .status())
                .isEqualTo(200);
    }

    private static Answer list(String token) {
        return deployment.list(token);
    }

    private static Answer context(String token) {
        return deployment.call("/mcp", "get_context", new JsonObject(), token);
    }
}
