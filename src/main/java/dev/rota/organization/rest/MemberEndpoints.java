package dev.rota.organization.rest;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.organization.MemberQueries;
import dev.rota.organization.Members;
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
import java.util.List;

/** {@code members}: who belongs to an organization as what. */
public final class MemberEndpoints implements Endpoints {
    private static final String ALL = "/organizations/{org}/members";
    private static final String ONE = ALL + "/{user}";
    private static final Shape MEMBER = Shape.object(
            Member.required(
                    "user",
                    Shape.object(
                            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
                            Member.required("name", Shape.line(100)),
                            Member.optional("email", Shape.line(254))
                                    .described("Only for those who may invite people by theirs"))),
            Member.required("role", Shape.line(63)),
            Member.required("joined_at", Shape.time()));

    private final MemberQueries queries = new MemberQueries();
    private final Members members = new Members();

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(ALL, "list_members", "Who belongs to the organization")
                        .needs(Permission.MEMBER_READ, Scope.ORGANIZATIONS_READ)
                        .lists(MEMBER)
                        .reads(this::list),
                Draft.get(ONE, "get_member", "One member, by the id of the user")
                        .needs(Permission.MEMBER_READ, Scope.ORGANIZATIONS_READ)
                        .answers(MEMBER)
                        .reads(this::read),
                Draft.patch(ONE, "change_member", "Gives a member another role")
                        .needs(Permission.MEMBER_ROLE, Scope.MEMBERS_WRITE)
                        .fresh()
                        .alone()
                        .takes(Shape.object(Member.required("role", Shape.line(63))))
                        .answers(MEMBER)
                        .changes(this::change),
                Draft.delete(
                                ONE,
                                "remove_member",
                                "Ends a membership, and the tokens and grants that acted by it; everybody may leave")
                        .forMembers(Scope.MEMBERS_WRITE)
                        .alone()
                        .removes()
                        .changes(this::remove));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return queries.list(tx, page.position(0), page.rows(), seesAddresses(call))
                .map(found -> page.of(found, one -> Long.toString(one.user()), MemberEndpoints::json));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return find(call, tx, call.id("user", "member"));
    }

    private Future<Result> find(RestCall call, ReadTx tx, long user) {
        return queries.find(tx, user, seesAddresses(call))
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("member").asException()))
                .map(one -> Result.of(json(one)).about("user", user, null));
    }

    private Future<Result> change(RestCall call, OrganizationTx tx) {
        var user = call.id("user", "member");
        var role = call.body().getString("role");
        return members.setRole(tx, call.caller(), user, role).compose(before -> find(call, tx.reading(), user)
                .map(result ->
                        before.equals(role) ? result : result.changing(List.of(new Change("role", before, role)))));
    }

    private Future<Result> remove(RestCall call, OrganizationTx tx) {
        var user = call.id("user", "member");
        return members.remove(tx, call.caller(), user).map(role -> {
            if (role.equals("owner")) {
                call.requireFresh(); // security A24; what was done is undone by the failure
            }
            return Result.nothing().about("user", user, null).changing(List.of(new Change("role", role, null)));
        });
    }

    /** Members see each other's names; addresses only who may invite by them. */
    private static boolean seesAddresses(RestCall call) {
        return call.caller().organization().permits(Permission.MEMBER_INVITE);
    }

    private static JsonObject json(dev.rota.organization.Member one) {
        return new JsonObject()
                .put(
                        "user",
                        new Sparse()
                                .put("id", one.user())
                                .put("name", one.name())
                                .put("email", one.email())
                                .toJson())
                .put("role", one.role())
                .put("joined_at", one.joinedAt().toInstant().toString());
    }
}
