package dev.rota.app;

import dev.rota.agent.AgentKeys;
import dev.rota.agent.Agents;
import dev.rota.agent.rest.AgentEndpoints;
import dev.rota.agent.rest.AgentKeyEndpoints;
import dev.rota.background.Work;
import dev.rota.grant.rest.GrantEndpoints;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.token.AgedTokens;
import dev.rota.token.LeakedTokens;
import dev.rota.token.OrganizationTokens;
import dev.rota.token.PersonalTokens;
import dev.rota.token.rest.LeakReportEndpoints;
import dev.rota.token.rest.OrganizationTokenEndpoints;
import dev.rota.token.rest.PersonalTokenEndpoints;
import java.util.List;
import java.util.stream.Stream;

/** By what people let others act for them, and end that: tokens, agents with their keys, grants. */
final class Delegation {
    private final List<Endpoint> endpoints;
    private final List<Work> work;

    Delegation(Ground ground) {
        var database = ground.database();
        var peppers = ground.keys().peppers();
        var tokens = new OrganizationTokens(peppers);
        var agents = new Agents(tokens);
        var leaked = new LeakedTokens(database, peppers, ground.audit(), ground.events());
        endpoints = Stream.<Endpoints>of(
                        new PersonalTokenEndpoints(new PersonalTokens(peppers)),
                        new GrantEndpoints(),
                        new OrganizationTokenEndpoints(tokens),
                        new AgentEndpoints(agents),
                        new AgentKeyEndpoints(new AgentKeys(tokens, agents)),
                        new LeakReportEndpoints(
                                ground.vertx(), ground.settings().leakReports(), leaked))
                .flatMap(resource -> resource.all().stream())
                .toList();
        work = List.of(new AgedTokens(database, ground.audit()));
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    List<Work> work() {
        return work;
    }
}
