package dev.rota.app;

import dev.rota.background.Work;
import dev.rota.invitation.Acceptance;
import dev.rota.invitation.Invitations;
import dev.rota.invitation.rest.AcceptanceEndpoint;
import dev.rota.invitation.rest.InvitationEndpoints;
import dev.rota.limit.Budgets;
import dev.rota.operation.Operations;
import dev.rota.organization.Erasure;
import dev.rota.organization.rest.MemberEndpoints;
import dev.rota.organization.rest.OrganizationEndpoints;
import dev.rota.organization.rest.RoleEndpoints;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.user.Passwords;
import java.util.List;
import java.util.stream.Stream;

/** By what people make, govern and end organizations. */
final class Governance {
    private final List<Endpoint> endpoints;

    /** @param dialects names of those that are served */
    Governance(Ground ground, Operations operations, Budgets budgets, List<String> dialects) {
        var peppers = ground.keys().peppers();
        var acceptance = new Acceptance(ground.database(), ground.audit(), peppers, new Passwords(ground.vertx()));
        endpoints = Stream.<Endpoints>of(
                        new OrganizationEndpoints(dialects),
                        new MemberEndpoints(),
                        new RoleEndpoints(),
                        new InvitationEndpoints(new Invitations(peppers, ground.publicUrl())),
                        new AcceptanceEndpoint(acceptance, operations, budgets))
                .flatMap(resource -> resource.all().stream())
                .toList();
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    List<Work> work() {
        return List.of(new Erasure());
    }
}
