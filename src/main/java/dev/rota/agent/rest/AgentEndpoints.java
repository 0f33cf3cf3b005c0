package dev.rota.agent.rest;

import dev.rota.agent.Agent;
import dev.rota.agent.Agents;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
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
import java.util.List;

/** {@code /organizations/{org}/agents}. */
public final class AgentEndpoints implements Endpoints {
    private static final String PATH = "/organizations/{org}/agents";
    private static final Shape AGENT = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("name", Shape.line(100)),
            Member.required(
                    "owner",
                    Shape.object(
                            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
                            Member.optional("name", Shape.line(100)).described("Absent when they have left"))),
            Member.required("active", Shape.flag()).described("False: no key of it counts"),
            Member.required("created_at", Shape.time()));

    private final Agents agents;

    public AgentEndpoints(Agents agents) {
        this.agents = agents;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(PATH, "list_agents", "The organization's agents, the oldest first")
                        .needs(Permission.MEMBER_READ, Scope.ORGANIZATIONS_READ)
                        .lists(AGENT)
                        .reads(this::list),
                Draft.post(PATH, "create_agent", "Make an agent that acts by your role")
                        .needs(Permission.AGENT_MANAGE, Scope.TOKENS_WRITE)
                        .takes(Shape.object(Member.required("name", Shape.line(100))))
                        .creates(AGENT)
                        .changes(this::create),
                Draft.get(PATH + "/{id}", "get_agent", "One agent")
                        .needs(Permission.MEMBER_READ, Scope.ORGANIZATIONS_READ)
                        .answers(AGENT)
                        .reads(this::read),
                Draft.patch(PATH + "/{id}", "change_agent", "Rename an agent, suspend it or let it act again")
                        .needs(Permission.AGENT_MANAGE, Scope.TOKENS_WRITE)
                        .takes(Shape.object(
                                Member.optional("name", Shape.line(100)), Member.optional("active", Shape.flag())))
                        .answers(AGENT)
                        .changes(this::change),
                Draft.delete(PATH + "/{id}", "deactivate_agent", "Suspend an agent and end its keys")
                        .needs(Permission.AGENT_MANAGE, Scope.TOKENS_WRITE)
                        .removes()
                        .changes(this::deactivate));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return agents.list(tx, page.position(0), page.rows())
                .map(found -> page.of(found, one -> Long.toString(one.id()), AgentEndpoints::json));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return agents.get(tx, id(call)).map(AgentEndpoints::result);
    }

    private Future<Result> create(RestCall call, OrganizationTx tx) {
        return agents.create(tx, call.caller(), call.body().getString("name")).map(AgentEndpoints::result);
    }

    private Future<Result> change(RestCall call, OrganizationTx tx) {
        var body = call.body();
        return agents.change(tx, call.caller(), id(call), body.getString("name"), body.getBoolean("active"))
                .map(changed -> result(changed.agent()).changing(changed.changes()));
    }

    private Future<Result> deactivate(RestCall call, OrganizationTx tx) {
        return agents.deactivate(tx, call.caller(), id(call)).map(AgentEndpoints::result);
    }

    private static long id(RestCall call) {
        return call.id("id", "agent");
    }

    private static Result result(Agent agent) {
        return Result.of(json(agent)).about("agent", agent.id(), agent.name());
    }

    private static JsonObject json(Agent agent) {
        return new Sparse()
                .put("id", agent.id())
                .put("name", agent.name())
                .put(
                        "owner",
                        new Sparse()
                                .put("id", agent.owner())
                                .put("name", agent.ownerName())
                                .toJson())
                .put("active", agent.active())
                .put("created_at", agent.createdAt())
                .toJson();
    }
}
