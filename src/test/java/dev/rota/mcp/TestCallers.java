package dev.rota.mcp;

import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Credential;
import dev.rota.identity.Membership;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Permission;
import dev.rota.identity.Policy;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Fixed callers by bearer token; whatever is not among them is refused. */
public final class TestCallers implements Callers {
    private final Map<String, Caller> byToken;

    public TestCallers(Map<String, Caller> byToken) {
        this.byToken = Map.copyOf(byToken);
    }

    public static final Membership ACME = new Membership(
            new OrganizationId(1),
            "acme",
            "Acme",
            "member",
            Set.of(Permission.TASK_READ, Permission.TASK_WRITE, Permission.TASK_DELETE, Permission.MCP_CREATE),
            Policy.DEFAULT);
    public static final Membership GLOBEX = new Membership(
            new OrganizationId(2),
            "globex",
            "Globex",
            "member",
            Set.of(Permission.TASK_READ, Permission.TASK_WRITE, Permission.TASK_DELETE, Permission.MCP_CREATE),
            Policy.DEFAULT);

    /** A user with these scopes. */
    public static Caller caller(long id, Credential.Kind kind, Set<Scope> scopes, Membership... organizations) {
        return new Caller(
                new Principal(Principal.Kind.USER, id, "user " + id, null),
                List.of(organizations),
                new Credential(kind, "tok_" + id, Buffer.buffer(), ""),
                scopes,
                Restrictions.NONE,
                new RequestInfo("none", null, "127.0.0.0/24", "none", 0));
    }

    @Override
    public <T> Future<T> calling(McpRequest request, Function<Caller, Future<T>> work) {
        return confirmed(request, work);
    }

    @Override
    public <T> Future<T> confirmed(McpRequest request, Function<Caller, Future<T>> work) {
        var header = request.http().getHeader("Authorization");
        var caller = header == null || !header.startsWith("Bearer ") ? null : byToken.get(header.substring(7));
        return caller == null
                ? Future.failedFuture(new Failure.Unauthenticated("unknown", header != null, null).asException())
                : work.apply(caller.during(request.info()));
    }
}
