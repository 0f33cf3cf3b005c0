package dev.rota.organization.rest;

import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.organization.Organization;
import dev.rota.organization.OrganizationQueries;
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

/** {@code /organizations} and {@code /organizations/{org}}. */
public final class OrganizationEndpoints implements Endpoints {
    private static final Shape ORGANIZATION = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("slug", Shape.line(63)),
            Member.required("name", Shape.line(100)),
            Member.optional("default_project", Shape.line(10)).described("Key of the project of those who name none"),
            Member.optional("policy", Shape.map(Shape.any(), 50)),
            Member.optional("role", Shape.line(63)).described("The caller's"),
            Member.required("version", Shape.whole(1, Integer.MAX_VALUE)),
            Member.required("created_at", Shape.time()));

    private final OrganizationQueries queries = new OrganizationQueries();

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get("/organizations", "list_organizations", "The organizations you belong to")
                        .forPersons(Scope.ORGANIZATIONS_READ)
                        .lists(ORGANIZATION)
                        .reads(this::list),
                Draft.get("/organizations/{org}", "get_organization", "One organization with its policy")
                        .needs(Permission.ORG_READ, Scope.ORGANIZATIONS_READ)
                        .answers(ORGANIZATION)
                        .versioned()
                        .reads(this::read));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return queries.list(tx, page.position(0), page.rows())
                .map(found -> page.of(found, one -> Long.toString(one.id()), one -> json(one, call)));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return queries.list(tx, 0, 1)
                .map(found -> found.stream().findFirst().orElseThrow(() -> new Failure.NotFound("organization")
                        .asException()))
                .map(one -> Result.of(json(one, call)).about("organization", one.id(), one.slug()));
    }

    private static JsonObject json(Organization one, RestCall call) {
        var role = call.caller().organizations().stream()
                .filter(membership -> membership.organization().value() == one.id())
                .findFirst()
                .map(membership -> membership.role());
        return new Sparse()
                .put("id", one.id())
                .put("slug", one.slug())
                .put("name", one.name())
                .put("default_project", one.defaultProject())
                .put("policy", one.policy())
                .put("role", role.orElse(null))
                .put("version", one.version())
                .put("created_at", one.createdAt())
                .toJson();
    }
}
