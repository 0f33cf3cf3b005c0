package dev.rota.organization.rest;

import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.organization.Deletion;
import dev.rota.organization.OrganizationChanges;
import dev.rota.organization.OrganizationQueries;
import dev.rota.organization.Organizations;
import dev.rota.organization.PolicyPatch;
import dev.rota.organization.Rights;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** {@code /organizations} and {@code /organizations/{org}}. */
public final class OrganizationEndpoints implements Endpoints {
    private static final String ONE = "/organizations/{org}";
    private static final Shape NEW = Shape.object(
            Member.required("slug", Shape.line(63)).described("What stands for it in URLs; not a number"),
            Member.required("name", Shape.line(100)));

    private final OrganizationQueries queries = new OrganizationQueries();
    private final OrganizationChanges changes = new OrganizationChanges();
    private final Deletion deletion = new Deletion();
    private final Rights rights = new Rights();
    private final Shape change;

    /** @param dialects names of those that are served, as policies spell them */
    public OrganizationEndpoints(List<String> dialects) {
        change = Shape.object(
                Member.optional("name", Shape.line(100)),
                Member.optional("default_project", Shape.line(10)),
                Member.optional("policy", PolicyShape.of(dialects))
                        .described("Keys to set; null makes one the deployment's default again"));
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get("/organizations", "list_organizations", "The organizations you belong to")
                        .forPersons(Scope.ORGANIZATIONS_READ)
                        .lists(OrganizationJson.SHAPE)
                        .reads(this::list),
                Draft.post("/organizations", "create_organization", "Makes an organization that you own")
                        .forPersons(Scope.MEMBERS_WRITE)
                        .takes(NEW)
                        .creates(OrganizationJson.SHAPE)
                        .versioned()
                        .changesOwn(this::create),
                Draft.get(ONE, "get_organization", "One organization with its policy")
                        .needs(Permission.ORG_READ, Scope.ORGANIZATIONS_READ)
                        .answers(OrganizationJson.SHAPE)
                        .versioned()
                        .reads(this::read),
                Draft.patch(ONE, "change_organization", "Changes name, default project or policy")
                        .needs(Permission.ORG_UPDATE, Scope.MEMBERS_WRITE)
                        .alone()
                        .takes(change)
                        .answers(OrganizationJson.SHAPE)
                        .versioned()
                        .changes(this::change),
                Draft.delete(ONE, "delete_organization", "Deletes an organization and everything it owns, for good")
                        .needs(Permission.ORG_DELETE, Scope.MEMBERS_WRITE)
                        .fresh()
                        .rare()
                        .alone()
                        .versioned()
                        .removes()
                        .changes(this::delete));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return queries.list(tx, page.position(0), page.rows())
                .map(found ->
                        page.of(found, one -> Long.toString(one.id()), one -> OrganizationJson.of(one, call.caller())));
    }

    private Future<Result> create(RestCall call, PersonTx tx) {
        return Organizations.create(
                        tx, call.body().getString("slug"), call.body().getString("name"))
                .map(made -> Result.of(OrganizationJson.of(made, call.caller()))
                        .about("organization", made.id(), made.slug())
                        .joining(new OrganizationId(made.id())));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return queries.list(tx, 0, 1)
                .map(found -> found.stream().findFirst().orElseThrow(() -> new Failure.NotFound("organization")
                        .asException()))
                .map(one ->
                        Result.of(OrganizationJson.of(one, call.caller())).about("organization", one.id(), one.slug()));
    }

    private Future<Result> change(RestCall call, OrganizationTx tx) {
        var body = call.body();
        var policy = body.getJsonObject("policy", new JsonObject());
        var wanted = new OrganizationChanges.Wanted(body.getString("name"), body.getString("default_project"), policy);
        return allowed(call, tx, policy)
                .compose(allowed -> changes.lock(tx))
                .compose(now -> {
                    call.requireVersion(now.version());
                    return changes.apply(tx, now, wanted);
                })
                .map(done -> Result.of(OrganizationJson.of(done.organization(), call.caller()))
                        .about(
                                "organization",
                                done.organization().id(),
                                done.organization().slug())
                        .changing(done.changes()));
    }

    /** Which credentials count is more than housekeeping. */
    private Future<?> allowed(RestCall call, OrganizationTx tx, JsonObject policy) {
        if (!PolicyPatch.concernsSecurity(policy)) {
            return Future.succeededFuture();
        }
        return rights.require(tx, call.caller(), Permission.SECURITY_MANAGE, false)
                .map(held -> {
                    call.requireFresh();
                    return held;
                });
    }

    private Future<Result> delete(RestCall call, OrganizationTx tx) {
        return changes.lock(tx).compose(now -> {
            call.requireVersion(now.version());
            return deletion.run(tx).map(done -> Result.nothing().about("organization", now.id(), now.slug()));
        });
    }
}
