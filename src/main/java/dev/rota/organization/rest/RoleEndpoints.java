package dev.rota.organization.rest;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.organization.Role;
import dev.rota.organization.RoleQueries;
import dev.rota.organization.RoleSync;
import dev.rota.organization.Roles;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.rest.Sparse;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** {@code roles}: what members can be, and what that permits. */
public final class RoleEndpoints implements Endpoints {
    private static final String ALL = "/organizations/{org}/roles";
    private static final String ONE = ALL + "/{name}";
    private static final Shape NAME =
            Shape.form("[a-z][a-z0-9_-]{0,62}", 63, "1 to 63 lower-case letters, digits, dashes or underscores");
    private static final Shape PERMISSIONS = Shape.list(Shape.choice(Permission.all()), 100);
    private static final Shape ROLE = Shape.object(
            Member.required("name", NAME),
            Member.optional("permissions", Shape.list(Shape.line(63), 100)),
            Member.required("system", Shape.flag()).described("Whether every organization has it"));
    private static final Shape SYNCED =
            Shape.object(Member.required("added", Shape.map(Shape.list(Shape.line(63), 100), 100))
                    .described("Permissions that were missing, by role"));

    private final RoleQueries queries = new RoleQueries();
    private final Roles roles = new Roles();
    private final RoleSync sync = new RoleSync();

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(ALL, "list_roles", "The roles that members can have")
                        .needs(Permission.MEMBER_READ, Scope.ORGANIZATIONS_READ)
                        .lists(ROLE)
                        .reads(this::list),
                Draft.get(ONE, "get_role", "One role with what it permits")
                        .needs(Permission.MEMBER_READ, Scope.ORGANIZATIONS_READ)
                        .answers(ROLE)
                        .reads(this::read),
                Draft.post(ALL, "create_role", "Makes a role of your own")
                        .needs(Permission.MEMBER_ROLE, Scope.MEMBERS_WRITE)
                        .alone()
                        .takes(Shape.object(Member.required("name", NAME), Member.required("permissions", PERMISSIONS)))
                        .creates(ROLE)
                        .changes(this::create),
                Draft.patch(ONE, "change_role", "Sets what a role permits")
                        .needs(Permission.MEMBER_ROLE, Scope.MEMBERS_WRITE)
                        .alone()
                        .takes(Shape.object(Member.required("permissions", PERMISSIONS)))
                        .answers(ROLE)
                        .changes(this::change),
                Draft.delete(ONE, "delete_role", "Ends a role that nobody has")
                        .needs(Permission.MEMBER_ROLE, Scope.MEMBERS_WRITE)
                        .alone()
                        .removes()
                        .changes(this::remove),
                Draft.post(ALL + "/sync", "sync_roles", "Gives the system's roles the permissions they lack")
                        .needs(Permission.ROLE_SYNC, Scope.MEMBERS_WRITE)
                        .alone()
                        .answers(SYNCED)
                        .changes(this::sync));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        var after = page.position();
        return queries.list(tx, after == null ? "" : after, page.rows())
                .map(found -> page.of(found, Role::name, RoleEndpoints::json));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return queries.find(tx, call.path("name"))
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("role").asException()))
                .map(RoleEndpoints::result);
    }

    private Future<Result> create(RestCall call, OrganizationTx tx) {
        return roles.add(tx, call.caller(), call.body().getString("name"), permissions(call))
                .map(made -> result(made).changing(difference(made.name(), List.of(), made.permissions())));
    }

    private Future<Result> change(RestCall call, OrganizationTx tx) {
        return roles.change(tx, call.caller(), call.path("name"), permissions(call))
                .map(done -> result(done.after())
                        .changing(difference(
                                done.after().name(),
                                done.before().permissions(),
                                done.after().permissions())));
    }

    private Future<Result> remove(RestCall call, OrganizationTx tx) {
        return roles.remove(tx, call.caller(), call.path("name")).map(gone -> Result.nothing()
                .about("role", null, gone.name())
                .changing(difference(gone.name(), gone.permissions(), List.of())));
    }

    private Future<Result> sync(RestCall call, OrganizationTx tx) {
        return sync.run(tx).map(added -> {
            var changes = new ArrayList<Change>();
            added.forEach((role, permissions) -> changes.addAll(difference(role, List.of(), permissions)));
            return Result.of(new JsonObject().put("added", json(added)))
                    .about("organization", tx.organization().value(), null)
                    .changing(changes);
        });
    }

    /** Permissions are no content: the log names each that came or went. */
    private static List<Change> difference(String role, List<String> before, List<String> after) {
        var changes = new ArrayList<Change>();
        var all = new TreeSet<>(before);
        all.addAll(after);
        for (var permission : all) {
            var had = before.contains(permission);
            if (had != after.contains(permission)) {
                changes.add(new Change(role + ": " + permission, had ? "permitted" : null, had ? null : "permitted"));
            }
        }
        return changes;
    }

    private static List<String> permissions(RestCall call) {
        return call.body().getJsonArray("permissions").stream()
                .map(String.class::cast)
                .toList();
    }

    private static Result result(Role role) {
        return Result.of(json(role)).about("role", null, role.name());
    }

    private static JsonObject json(Role role) {
        return new Sparse()
                .put("name", role.name())
                .put("permissions", role.permissions())
                .put("system", role.system())
                .toJson();
    }

    private static JsonObject json(Map<String, List<String>> added) {
        var json = new JsonObject();
        added.forEach((role, permissions) -> json.put(role, new JsonArray(permissions)));
        return json;
    }
}
