package dev.rota.invitation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an invitation is worth when its inviter has changed meanwhile, and inviters beside each other. */
@ExtendWith(EventLoopRule.class)
class InviterTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void m4_an_invitation_falls_with_what_its_inviter_may() {
        var acme = server.organization();
        var owner = TestAdmin.owner(server, acme);
        var members = "/organizations/" + acme.slug() + "/members/" + acme.memberId();
        assertThat(owner.patch(members, new JsonObject().put("role", "owner")).status())
                .isEqualTo(200);
        var token = invite(TestAdmin.member(server, acme), acme, "later@" + acme.slug() + ".example", "owner")
                .json()
                .getString("token");
        assertThat(owner.patch(members, new JsonObject().put("role", "member")).status())
                .isEqualTo(200);
        var accepted = TestAdmin.nobody(server)
                .post(
                        "/invitations/accept",
                        new JsonObject()
                                .put("token", token)
                                .put("name", "Later")
                                .put("password", "an unhurried river"));
        assertThat(accepted.status()).isEqualTo(404);
    }

    @Test
    void inviters_of_one_role_do_not_hold_each_other_up() {
        var acme = server.organization();
        var owner = TestAdmin.owner(server, acme);
        var running = new ArrayList<CompletableFuture<Integer>>();
        for (var i = 0; i < 20; i++) {
            var email = "guest" + i + "@" + acme.slug() + ".example";
            running.add(CompletableFuture.supplyAsync(
                    () -> invite(owner, acme, email, "member").status()));
        }
        assertThat(running).allSatisfy(one -> assertThat(one.join()).isEqualTo(201));
    }

    private static TestServer.Answer invite(
            TestAdmin inviter, TestOrganization organization, String email, String role) {
        return inviter.post(
                "/organizations/" + organization.slug() + "/invitations",
                new JsonObject().put("email", email).put("role", role));
    }
}
