package dev.rota.app;

import dev.rota.agent.AgentKeys;
import dev.rota.agent.Agents;
import dev.rota.agent.rest.AgentEndpoints;
import dev.rota.agent.rest.AgentKeyEndpoints;
import dev.rota.background.Work;
import dev.rota.grant.rest.GrantEndpoints;
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
import dev.rota.token.AgedTokens;
import dev.rota.token.LeakedTokens;
import dev.rota.token.OrganizationTokens;
import dev.rota.token.PersonalTokens;
import dev.rota.token.rest.LeakReportEndpoints;
import dev.rota.token.rest.OrganizationTokenEndpoints;
import dev.rota.token.rest.PersonalTokenEndpoints;
import dev.rota.user.Passwords;
import dev.rota.user.rest.MeEndpoints;
import java.util.List;
import java.util.stream.Stream;

/** By what people make, govern and end organizations, and the credentials that count in them. */
final class Governance {
    private final List<Endpoint> endpoints;
    private final List<Work> work;

    /** @param dialects names of those that are served */
    Governance(Ground ground, Operations operations, Budgets budgets, List<String> dialects) {
        var peppers = ground.keys().peppers();
        var acceptance = new Acceptance(ground.database(), ground.audit(), peppers, new Passwords(ground.vertx()));
        var tokens = new OrganizationTokens(peppers);
        var agents = new Agents(tokens);
        var leaked = new LeakedTokens(ground.database(), peppers, ground.audit(), ground.events());
        endpoints = Stream.<Endpoints>of(
                        new MeEndpoints(),
                        new OrganizationEndpoints(dialects),
                        new MemberEndpoints(),
                        new RoleEndpoints(),
                        new InvitationEndpoints(new Invitations(peppers, ground.publicUrl())),
                        new AcceptanceEndpoint(acceptance, operations, budgets),
                        new PersonalTokenEndpoints(new PersonalTokens(peppers)),
                        new GrantEndpoints(),
                        new OrganizationTokenEndpoints(tokens),
                        new AgentEndpoints(agents),
                        new AgentKeyEndpoints(new AgentKeys(tokens, agents)),
                        new LeakReportEndpoints(
                                ground.vertx(), ground.settings().leakReports(), leaked))
                .flatMap(resource -> resource.all().stream())
                .toList();
        work = List.of(new Erasure(), new AgedTokens(ground.database(), ground.audit()));
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    List<Work> work() {
        return work;
    }
}
