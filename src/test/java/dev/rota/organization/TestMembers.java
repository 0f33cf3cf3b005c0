package dev.rota.organization;

import static dev.rota.TestDatabase.await;

import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import java.util.concurrent.atomic.AtomicInteger;

/** More people than a {@link TestOrganization} has by itself. */
final class TestMembers {
    private static final AtomicInteger MADE = new AtomicInteger();

    private TestMembers() {}

    /** Somebody who belongs to nothing yet. */
    static long person(TestServer server, String email) {
        return await(new Users(server.own(), new Passwords(server.vertx())).findOrMake(email, "A person"));
    }

    /** A new member of that role. */
    static long joined(TestServer server, TestOrganization organization, String role) {
        var user = person(server, "person-" + MADE.incrementAndGet() + "@example.org");
        join(server, organization, user, role);
        return user;
    }

    static void join(TestServer server, TestOrganization organization, long user, String role) {
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + organization.id() + ", "
                        + user + ", '" + role + "')");
    }

    static TestAdmin admin(TestServer server, TestOrganization organization, String role) {
        return TestAdmin.of(server, organization, joined(server, organization, role));
    }

    /** What the organization's log says of its newest event of that action. */
    static String logged(TestServer server, TestOrganization organization, String action) {
        return String.join(
                "\n",
                server.database()
                        .ask("SELECT outcome || ' ' || coalesce(object_kind, '') || ' ' || coalesce(changes::text, '')"
                                + " FROM rota.audit_event WHERE category = 'ADMIN' AND action = '" + action
                                + "' AND org_id = " + organization.id() + " ORDER BY id DESC LIMIT 1"));
    }
}
