package dev.rota.grant.rest;

import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.grant.Grant;
import dev.rota.grant.Grants;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.rest.Sparse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /me/grants} and {@code /organizations/{org}/grants}: they are made by signing in, and ended here. */
public final class GrantEndpoints implements Endpoints {
    private static final String OWN = "/me/grants";
    private static final String REACHING = "/organizations/{org}/grants";
    private static final String ID = "grt_[A-Za-z0-9_-]{1,64}";
    private static final Shape GRANT = Shape.object(
            Member.required("id", Shape.form(ID, 68, "the id of a grant")),
            Member.required(
                    "client",
                    Shape.object(Member.required("id", Shape.line(2_048)), Member.required("name", Shape.line(100)))),
            Member.required("resource", Shape.line(2_048)),
            Member.required(
                    "scopes",
                    Shape.list(
                            Shape.choice(Arrays.stream(Scope.values())
                                    .map(Scope::wire)
                                    .toList()),
                            50)),
            Member.optional(
                            "user",
                            Shape.object(
                                    Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
                                    Member.optional("name", Shape.line(100))))
                    .described("Who granted it, where that is not the caller"),
            Member.optional(
                            "agent",
                            Shape.object(
                                    Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
                                    Member.required("name", Shape.line(100))))
                    .described("Whom the client acts as, where that is not the person"),
            Member.optional("organizations", Shape.list(Shape.line(63), Integer.MAX_VALUE))
                    .described("Slugs of the only ones it reaches; absent: all, also later ones"),
            Member.optional("projects", Shape.list(Shape.line(10), Integer.MAX_VALUE))
                    .described("Keys of the only ones it reaches; absent: all, also later ones"),
            Member.required("created_at", Shape.time()),
            Member.required("expires_at", Shape.time()));

    private final Grants grants = new Grants();

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(OWN, "list_own_grants", "What you have granted to applications, the newest first")
                        .forPersons(Scope.ORGANIZATIONS_READ)
                        .lists(GRANT)
                        .reads(this::listOwn),
                Draft.get(OWN + "/{id}", "get_own_grant", "One of your grants")
                        .forPersons(Scope.ORGANIZATIONS_READ)
                        .answers(GRANT)
                        .reads(this::readOwn),
                Draft.delete(OWN + "/{id}", "revoke_own_grant", "Take a grant back with all that came of it")
                        .forPersons(Scope.TOKENS_WRITE)
                        .removes()
                        .changesOwn(this::endOwn),
                Draft.get(REACHING, "list_grants", "Grants of members and agents that reach the organization")
                        .needs(Permission.MCP_MANAGE, Scope.ORGANIZATIONS_READ)
                        .lists(GRANT)
                        .reads(this::list),
                Draft.get(REACHING + "/{id}", "get_grant", "One of them")
                        .needs(Permission.MCP_MANAGE, Scope.ORGANIZATIONS_READ)
                        .answers(GRANT)
                        .reads(this::read),
                Draft.delete(REACHING + "/{id}", "revoke_grant", "End a grant for this organization")
                        .needs(Permission.MCP_MANAGE, Scope.TOKENS_WRITE)
                        .removes()
                        .changes(this::end));
    }

    private Future<Result> listOwn(RestCall call, ReadTx tx) {
        var page = call.page();
        return grants.own(tx, person(call), page.position(Long.MAX_VALUE), page.rows())
                .map(found -> page.of(found, one -> Long.toString(one.key()), one -> own(one).toJson()));
    }

    private Future<Result> readOwn(RestCall call, ReadTx tx) {
        return grants.own(tx, person(call), id(call)).map(one -> about(own(one), one));
    }

    private Future<Result> endOwn(RestCall call, PersonTx tx) {
        var id = id(call);
        return grants.end(tx, id).map(key -> Result.nothing().about("grant", key, id));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return grants.reaching(tx, page.position(Long.MAX_VALUE), page.rows())
                .map(found -> page.of(found, one -> Long.toString(one.key()), one -> reaching(one)
                        .toJson()));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return grants.reaching(tx, id(call)).map(one -> about(reaching(one), one));
    }

    private Future<Result> end(RestCall call, OrganizationTx tx) {
        var id = id(call);
        return grants.end(tx, id).map(key -> Result.nothing().about("grant", key, id));
    }

    private static long person(RestCall call) {
        return call.caller().principal().id();
    }

    private static String id(RestCall call) {
        var id = call.path("id");
        if (!id.matches(ID)) {
            throw new Failure.NotFound("grant").asException();
        }
        return id;
    }

    private static Result about(Sparse json, Grant grant) {
        return Result.of(json.toJson()).about("grant", grant.key(), grant.id());
    }

    private static Sparse own(Grant grant) {
        return json(grant).put("organizations", grant.organizations());
    }

    /** An organization is not told which others a grant reaches. */
    private static Sparse reaching(Grant grant) {
        return json(grant).put("user", party(grant.user(), grant.userName()));
    }

    private static Sparse json(Grant grant) {
        var agent = grant.agent();
        return new Sparse()
                .put("id", grant.id())
                .put("client", new JsonObject().put("id", grant.clientId()).put("name", grant.clientName()))
                .put("resource", grant.resource())
                .put("scopes", Scope.names(grant.scopes()))
                .put("agent", agent == null ? null : party(agent, grant.agentName()))
                .put("projects", grant.projects())
                .put("created_at", grant.createdAt())
                .put("expires_at", grant.expiresAt());
    }

    private static JsonObject party(long id, @Nullable String name) {
        return new Sparse().put("id", id).put("name", name).toJson();
    }
}
