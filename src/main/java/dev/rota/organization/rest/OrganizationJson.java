package dev.rota.organization.rest;

import dev.rota.identity.Caller;
import dev.rota.identity.Membership;
import dev.rota.organization.Organization;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.rest.Sparse;
import io.vertx.core.json.JsonObject;

/** An organization as the API tells of it. */
final class OrganizationJson {
    static final Shape SHAPE = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("slug", Shape.line(63)),
            Member.required("name", Shape.line(100)),
            Member.optional("default_project", Shape.line(10)).described("Key of the project of those who name none"),
            Member.optional("policy", Shape.map(Shape.any(), 50)),
            Member.optional("role", Shape.line(63)).described("The caller's"),
            Member.required("version", Shape.whole(1, Integer.MAX_VALUE)),
            Member.required("created_at", Shape.time()));

    private OrganizationJson() {}

    static JsonObject of(Organization one, Caller caller) {
        var role = caller.organizations().stream()
                .filter(membership -> membership.organization().value() == one.id())
                .findFirst()
                .map(Membership::role);
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
