package dev.rota.rest;

import static dev.rota.TestDatabase.await;

import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestGrants;
import dev.rota.oauth.token.Subject;
import dev.rota.organization.Organizations;
import dev.rota.token.OpaqueToken;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody of each kind who can knock at the doors of one organization, each with the credential of their kind. */
final class TestPrincipals {
    /** Who holds the credential, and which. */
    enum Kind {
        ANONYMOUS,
        /** No longer a member here, but elsewhere. */
        REMOVED,
        SUSPENDED,
        MEMBER,
        ADMIN,
        OWNER,
        /** The owner, by a grant of a while ago. */
        STALE_OAUTH,
        /** The owner, by a grant of just now. */
        FRESH_OAUTH,
        /** The owner, by an access token for MCP. */
        MCP_OAUTH,
        PERSONAL,
        ORGANIZATION,
        AGENT
    }

    private final TestServer server;
    private final TestOrganization organization;
    private final Map<Kind, @Nullable String> tokens = new LinkedHashMap<>();

    TestPrincipals(TestServer server, TestOrganization organization) {
        this.server = server;
        this.organization = organization;
        var owner = organization.ownerId();
        tokens.put(Kind.ANONYMOUS, null);
        tokens.put(Kind.REMOVED, admin(removed()));
        tokens.put(Kind.SUSPENDED, admin(suspended()));
        tokens.put(Kind.MEMBER, admin(organization.memberId()));
        tokens.put(Kind.ADMIN, admin(joined("admin")));
        tokens.put(Kind.OWNER, admin(owner));
        tokens.put(Kind.STALE_OAUTH, oauth("/api/v1", Scope.OF_ADMIN_API, "1 hour"));
        tokens.put(Kind.FRESH_OAUTH, oauth("/api/v1", Scope.OF_ADMIN_API, "0 s"));
        tokens.put(Kind.MCP_OAUTH, oauth("/mcp", Scope.OF_TOOLS, "0 s"));
        tokens.put(Kind.PERSONAL, mcp(OpaqueToken.Kind.USER, owner, null));
        tokens.put(Kind.ORGANIZATION, mcp(OpaqueToken.Kind.ORG, owner, null));
        tokens.put(Kind.AGENT, mcp(OpaqueToken.Kind.AGENT, owner, organization.agentId()));
    }

    TestAdmin admin(Kind kind) {
        var token = tokens.get(kind);
        return token == null ? TestAdmin.nobody(server) : TestAdmin.of(server, token);
    }

    /** The owner, by a credential that lacks one scope. */
    TestAdmin ownerWithout(Scope missing) {
        var scopes = EnumSet.copyOf(Scope.OF_ADMIN_API);
        scopes.remove(missing);
        return TestAdmin.of(
                server,
                organization
                        .issue(OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE, scopes, "admin")
                        .reveal());
    }

    @Nullable
    String token(Kind kind) {
        return tokens.get(kind);
    }

    private String admin(long user) {
        return organization
                .issue(OpaqueToken.Kind.USER, user, null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin")
                .reveal();
    }

    private String mcp(OpaqueToken.Kind kind, long user, @Nullable Long agent) {
        return organization.issue(kind, user, agent, Restrictions.NONE).reveal();
    }

    private String oauth(String path, Set<Scope> scopes, String ago) {
        var grants = new TestGrants(server);
        var grant = grants.grant(organization.ownerId(), path, scopes);
        server.database()
                .execute("UPDATE rota.oauth_grant SET authenticated_at = now() - interval '" + ago
                        + "' WHERE public_id = '" + grant + "'");
        return grants.token(Subject.user(organization.ownerId()), grant, path, scopes);
    }

    private long joined(String role) {
        var email = role + "@" + organization.slug() + ".example";
        var user = await(new Users(server.own(), new Passwords(server.vertx())).findOrMake(email, "A person"));
        var organizations = new Organizations(server.own());
        await(server.own()
                .asWorker(
                        organization.id(),
                        tx -> organizations.addMember(tx, user, role.startsWith("a") ? "admin" : "member")));
        return user;
    }

    private long removed() {
        var user = joined("removed");
        server.database()
                .execute("UPDATE rota.membership SET org_id = "
                        + server.organization().id() + " WHERE user_id = " + user);
        return user;
    }

    private long suspended() {
        var user = joined("suspended");
        server.database().execute("UPDATE rota.user_account SET active = false WHERE id = " + user);
        return user;
    }
}
