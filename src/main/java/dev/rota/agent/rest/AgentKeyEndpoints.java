package dev.rota.agent.rest;

import dev.rota.agent.AgentKeys;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.token.AgentPermission;
import dev.rota.token.OpaqueToken;
import dev.rota.token.TokenViews;
import dev.rota.token.rest.TokenJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code /organizations/{org}/agent-keys}. */
public final class AgentKeyEndpoints implements Endpoints {
    private static final String PATH = "/organizations/{org}/agent-keys";
    private static final List<String> PERMISSIONS =
            AgentPermission.ALL.stream().map(AgentPermission::wire).toList();
    private static final Shape WANTED = Shape.object(
            TokenJson.NAME,
            Member.required("permissions", Shape.some(Shape.choice(PERMISSIONS), PERMISSIONS.size())),
            Member.optional("agent", Shape.any())
                    .described("Name or id of an active agent; without it one named like the key is made"),
            TokenJson.PROJECTS,
            TokenJson.DAYS);

    private final AgentKeys keys;
    private final TokenViews views = new TokenViews();

    public AgentKeyEndpoints(AgentKeys keys) {
        this.keys = keys;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(PATH, "list_agent_keys", "The agents' keys that count, the newest first")
                        .needs(Permission.AGENT_MANAGE, Scope.ORGANIZATIONS_READ)
                        .lists(TokenJson.LISTED)
                        .reads(this::list),
                Draft.post(PATH, "create_agent_key", "Make a key for an agent; its secret is told once")
                        .needs(Permission.AGENT_MANAGE, Scope.TOKENS_WRITE)
                        .fresh()
                        .takes(WANTED)
                        .creates(TokenJson.MADE, TokenJson.SECRET)
                        .changes(this::create),
                Draft.get(PATH + "/{id}", "get_agent_key", "One agent's key")
                        .needs(Permission.AGENT_MANAGE, Scope.ORGANIZATIONS_READ)
                        .answers(TokenJson.LISTED)
                        .reads(this::read),
                Draft.delete(PATH + "/{id}", "revoke_agent_key", "End an agent's key")
                        .needs(Permission.AGENT_MANAGE, Scope.TOKENS_WRITE)
                        .removes()
                        .changes(this::revoke),
                Draft.post(PATH + "/{id}/rotate", "rotate_agent_key", "Replace an agent's key by a successor")
                        .needs(Permission.AGENT_MANAGE, Scope.TOKENS_WRITE)
                        .fresh()
                        .takes(TokenJson.ROTATION)
                        .creates(TokenJson.MADE, TokenJson.SECRET)
                        .changes(this::rotate));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return views.reaching(tx, OpaqueToken.Kind.AGENT, page.position(Long.MAX_VALUE), page.rows())
                .map(found -> TokenJson.page(page, found));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return views.reaching(tx, OpaqueToken.Kind.AGENT, TokenJson.id(call)).map(TokenJson::one);
    }

    private Future<Result> create(RestCall call, OrganizationTx tx) {
        var request = TokenJson.request(call.body(), scopes(call.body()));
        return keys.create(tx, call.caller(), request, agent(call.body())).map(TokenJson::made);
    }

    private static List<String> scopes(JsonObject body) {
        var named = Objects.requireNonNull(TokenJson.texts(body, "permissions"));
        var chosen = AgentPermission.ALL.stream()
                .filter(permission -> named.contains(permission.wire()))
                .toList();
        return List.of(Scope.names(AgentPermission.scopes(chosen)));
    }

    private static @Nullable String agent(JsonObject body) {
        var given = body.getValue("agent");
        if (given instanceof String || given instanceof Integer || given instanceof Long) {
            return given.toString();
        }
        if (body.containsKey("agent")) {
            throw new Failure.InvalidInput("/agent", "must be the name or id of an active agent").asException();
        }
        return null;
    }

    private Future<Result> rotate(RestCall call, OrganizationTx tx) {
        return keys.rotate(tx, call.caller(), TokenJson.id(call), TokenJson.overlap(call))
                .map(TokenJson::made);
    }

    private Future<Result> revoke(RestCall call, OrganizationTx tx) {
        return keys.revoke(tx, TokenJson.id(call)).map(TokenJson::ended);
    }
}
