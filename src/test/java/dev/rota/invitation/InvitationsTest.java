package dev.rota.invitation;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How people come to belong to an organization. */
@ExtendWith(EventLoopRule.class)
class InvitationsTest {
    private static final AtomicInteger MADE = new AtomicInteger();
    private static final String PASSWORD = "a password of a new person";

    private static TestServer server;
    private TestOrganization acme;
    private TestAdmin owner;
    private TestAdmin nobody;

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
        owner = TestAdmin.owner(server, acme);
        nobody = TestAdmin.nobody(server);
    }

    private String invitations() {
        return "/organizations/" + acme.slug() + "/invitations";
    }

    private static String address() {
        return "new-" + MADE.incrementAndGet() + "@example.org";
    }

    private static long account(String email) {
        return await(new Users(server.own(), new Passwords(server.vertx())).findOrMake(email, "Known"));
    }

    private Answer invite(TestAdmin by, String email, String role) {
        return by.post(invitations(), new JsonObject().put("email", email).put("role", role));
    }

    private String token(String email, String role) {
        return invite(owner, email, role).json().getString("token");
    }

    private Answer accept(TestAdmin by, String token) {
        return by.post("/invitations/accept", new JsonObject().put("token", token));
    }

    private Answer begin(String token) {
        return nobody.post(
                "/invitations/accept",
                new JsonObject().put("token", token).put("name", "Nia New").put("password", PASSWORD));
    }

    @Test
    void an_invitation_is_told_once_and_lasts_72_hours() {
        var email = address();
        var made = invite(owner, email, "member");
        assertThat(made.status()).isEqualTo(201);
        var json = made.json();
        assertThat(json.getString("token")).matches("rota_invite_[0-9a-f]{64}_[0-9a-f]{8}");
        assertThat(json.getString("url")).endsWith("/auth/invitation?token=" + json.getString("token"));
        assertThat(server.database()
                        .ask("SELECT expires_at - created_at = interval '72 hours' FROM rota.invitation WHERE id = "
                                + json.getLong("id")))
                .containsExactly("t");
        var listed = owner.get(invitations());
        assertThat(listed.body()).contains(email).doesNotContain("rota_invite_");
        assertThat(owner.get(invitations() + "/" + json.getLong("id")).body()).doesNotContain("rota_invite_");
    }

    @Test
    void a_repeated_request_is_not_told_the_token_again() {
        var body = new JsonObject().put("email", address()).put("role", "member");
        var first = owner.post(invitations(), body, Map.of("Idempotency-Key", "again"));
        var second = owner.post(invitations(), body, Map.of("Idempotency-Key", "again"));
        assertThat(second.json().getLong("id")).isEqualTo(first.json().getLong("id"));
        assertThat(second.body()).doesNotContain("rota_invite_");
        assertThat(server.database().ask("SELECT response FROM rota.idempotency WHERE org_id = " + acme.id()))
                .allSatisfy(kept -> assertThat(kept).doesNotContain("rota_invite_"));
    }

    @Test
    void a_new_person_gets_an_account_and_belongs() {
        var email = address();
        var joined = begin(token(email, "admin"));
        assertThat(joined.status()).isEqualTo(200);
        assertThat(joined.json().getJsonObject("organization").getString("slug"))
                .isEqualTo(acme.slug());
        assertThat(joined.json().getJsonObject("user").getString("email")).isEqualTo(email);
        assertThat(joined.json().getString("role")).isEqualTo("admin");
        var id = joined.json().getJsonObject("user").getLong("id");
        assertThat(TestAdmin.of(server, acme, id)
                        .get("/organizations/" + acme.slug())
                        .json()
                        .getString("role"))
                .isEqualTo("admin");
        assertThat(server.database()
                        .ask(
                                "SELECT category || ' ' || actor_id FROM rota.audit_event WHERE action = 'accept_invitation'"
                                        + " AND org_id = " + acme.id()))
                .containsExactly("ADMIN " + id);
        assertThat(server.database()
                        .ask("SELECT reason FROM rota.auth_event WHERE kind = 'account' AND user_id = " + id))
                .containsExactly("ok");
        assertThat(server.database()
                        .ask("SELECT password_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%' FROM rota.user_credential"
                                + " WHERE user_id = " + id))
                .containsExactly("t");
    }

    @Test
    void it_counts_once() {
        var token = token(address(), "member");
        assertThat(begin(token).status()).isEqualTo(200);
        assertThat(begin(token).status()).isEqualTo(404);
    }

    @Test
    void a_person_with_an_account_accepts_by_a_credential_of_the_address() {
        var email = address();
        var person = TestAdmin.of(server, acme, account(email));
        var token = token(email.toUpperCase(java.util.Locale.ROOT), "member");
        var joined = accept(person, token);
        assertThat(joined.status()).isEqualTo(200);
        assertThat(joined.json().getJsonObject("user").getString("email")).isEqualTo(email);
        assertThat(person.get("/organizations/" + acme.slug()).status()).isEqualTo(200);
        assertThat(accept(person, token).status()).isEqualTo(404);
        assertThat(server.database()
                        .ask(
                                "SELECT object_kind FROM rota.audit_event WHERE action = 'accept_invitation' AND outcome = 'ok'"
                                        + " AND org_id = " + acme.id()))
                .containsExactly("invitation");
    }

    @Test
    void somebody_elses_and_what_is_over_are_as_what_never_was() {
        var other = TestAdmin.member(server, server.organization());
        var foreign = accept(other, token(address(), "member"));
        assertThat(foreign.status()).isEqualTo(404);
        var expired = invite(owner, address(), "member").json();
        server.database().execute("UPDATE rota.invitation SET expires_at = now() WHERE id = " + expired.getLong("id"));
        var withdrawn = invite(owner, address(), "member").json();
        assertThat(owner.delete(invitations() + "/" + withdrawn.getLong("id")).status())
                .isEqualTo(204);
        assertThat(owner.delete(invitations() + "/" + withdrawn.getLong("id")).status())
                .isEqualTo(404);
        for (var token : List.of(expired.getString("token"), withdrawn.getString("token"), "rota_invite_nonsense")) {
            assertThat(begin(token).status()).isEqualTo(404);
            assertThat(accept(other, token)).isEqualTo(foreign);
        }
    }

    @Test
    void m9_inviting_tells_nobody_who_has_an_account() {
        var known = address();
        account(known);
        var unknown = address();
        var ofKnown = invite(owner, known, "member");
        var ofUnknown = invite(owner, unknown, "member");
        assertThat(ofKnown.status()).isEqualTo(ofUnknown.status());
        assertThat(ofKnown.json().fieldNames()).isEqualTo(ofUnknown.json().fieldNames());
        var guess = "rota_invite_" + "0".repeat(64) + "_00000000";
        assertThat(begin(guess).status()).isEqualTo(404);
        assertThat(begin(ofKnown.json().getString("token")).status())
                .as("who holds the token may know")
                .isEqualTo(401);
        assertThat(server.database()
                        .ask("SELECT count(*) FROM rota.user_credential c JOIN rota.user_account u ON u.id = c.user_id"
                                + " WHERE u.email = '" + known + "'"))
                .as("and cannot take the account over")
                .containsExactly("0");
    }

    @Test
    void m4_administrators_invite_below_themselves_only() {
        var admin = TestAdmin.of(server, acme, account(address()));
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) SELECT " + acme.id()
                        + ", max(id), 'admin' FROM rota.user_account");
        assertThat(invite(admin, address(), "owner").status()).isEqualTo(403);
        assertThat(invite(admin, address(), "admin").status()).isEqualTo(403);
        assertThat(invite(admin, address(), "member").status()).isEqualTo(201);
        assertThat(invite(TestAdmin.member(server, acme), address(), "member").status())
                .isEqualTo(403);
        assertThat(invite(owner, address(), "owner").status()).isEqualTo(201);
    }

    @Test
    void what_cannot_be_invited_is_named() {
        assertThat(invite(owner, "nobody", "member").json().getString("code")).isEqualTo("validation_failed");
        assertThat(invite(owner, address(), "emperor").body()).contains("\"accepted\"");
        assertThat(invite(owner, "member@" + acme.slug() + ".example", "admin").status())
                .isEqualTo(409);
        var twice = address();
        invite(owner, twice, "member");
        assertThat(invite(owner, twice, "admin").json().getString("code")).isEqualTo("already_exists");
    }

    @Test
    void c16_a_password_has_8_to_256_characters_and_is_not_a_common_one() {
        var token = token(address(), "member");
        for (var weak : List.of("short 7", "x".repeat(257), "Password123", "QWERTYUIOP")) {
            var answer = nobody.post(
                    "/invitations/accept",
                    new JsonObject().put("token", token).put("name", "Nia").put("password", weak));
            assertThat(answer.status()).as(weak).isEqualTo(422);
            assertThat(answer.json().getString("code")).as(weak).isEqualTo("weak_password");
        }
        assertThat(nobody.post(
                                "/invitations/accept",
                                new JsonObject().put("token", token).put("password", PASSWORD))
                        .json()
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("pointer"))
                .isEqualTo("/name");
        assertThat(begin(token).status()).as("nothing of that has used it up").isEqualTo(200);
    }
}
