package dev.rota.token.rest;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Permission;
import dev.rota.identity.Scope;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.Parameter;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.token.OpaqueToken;
import dev.rota.token.OrganizationTokens;
import dev.rota.token.OrganizationTokens.Bearer;
import dev.rota.token.TokenViews;
import io.vertx.core.Future;
import java.util.List;

/** {@code /organizations/{org}/tokens}: the organization's own, and its members' that reach it. */
public final class OrganizationTokenEndpoints implements Endpoints {
    private static final String PATH = "/organizations/{org}/tokens";
    private static final Shape WANTED = Shape.object(
            TokenJson.NAME,
            Member.required("scopes", TokenJson.scopes()).described("Of tools, in either spelling"),
            TokenJson.PROJECTS,
            TokenJson.DAYS);
    private static final Parameter KIND = Parameter.of(
            "kind",
            Shape.choice("org", "user"),
            "org for those of the organization, which is usual; user for its members' personal ones that reach it");

    private final OrganizationTokens tokens;
    private final TokenViews views = new TokenViews();

    public OrganizationTokenEndpoints(OrganizationTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get(PATH, "list_tokens", "The organization's tokens that count, the newest first")
                        .needs(Permission.MCP_MANAGE, Scope.ORGANIZATIONS_READ)
                        .query(KIND)
                        .lists(TokenJson.LISTED)
                        .reads(this::list),
                Draft.post(PATH, "create_token", "Make a token of the organization; its secret is told once")
                        .needs(Permission.MCP_MANAGE, Scope.TOKENS_WRITE)
                        .ownersOnly()
                        .fresh()
                        .takes(WANTED)
                        .creates(TokenJson.MADE, TokenJson.SECRET)
                        .changes(this::create),
                Draft.get(PATH + "/{id}", "get_token", "One of the organization's tokens")
                        .needs(Permission.MCP_MANAGE, Scope.ORGANIZATIONS_READ)
                        .answers(TokenJson.LISTED)
                        .reads(this::read),
                Draft.delete(PATH + "/{id}", "revoke_token", "End a token, or a member's for this organization alone")
                        .needs(Permission.MCP_MANAGE, Scope.TOKENS_WRITE)
                        .removes()
                        .changes(this::revoke),
                Draft.post(PATH + "/{id}/rotate", "rotate_token", "Replace a token by a successor")
                        .needs(Permission.MCP_MANAGE, Scope.TOKENS_WRITE)
                        .ownersOnly()
                        .fresh()
                        .takes(TokenJson.ROTATION)
                        .creates(TokenJson.MADE, TokenJson.SECRET)
                        .changes(this::rotate));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        var before = page.position(Long.MAX_VALUE);
        return "user".equals(call.query("kind"))
                ? views.reaching(tx, OpaqueToken.Kind.USER, before, page.rows())
                        .map(found -> TokenJson.pageOfMembers(page, found))
                : views.reaching(tx, OpaqueToken.Kind.ORG, before, page.rows())
                        .map(found -> TokenJson.page(page, found));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return views.reaching(tx, OpaqueToken.Kind.ORG, TokenJson.id(call)).map(TokenJson::one);
    }

    private Future<Result> create(RestCall call, OrganizationTx tx) {
        var body = call.body();
        var request = TokenJson.request(body, TokenJson.texts(body, "scopes"));
        return tokens.create(tx, call.caller(), request, new Bearer(person(call), null))
                .map(TokenJson::made);
    }

    /** The successor is answered for by whoever rotates it: who made the first may be gone. */
    private Future<Result> rotate(RestCall call, OrganizationTx tx) {
        return tokens.rotate(
                        tx,
                        call.caller(),
                        OpaqueToken.Kind.ORG,
                        TokenJson.id(call),
                        TokenJson.overlap(call),
                        old -> Future.succeededFuture(new Bearer(person(call), null)))
                .map(TokenJson::made);
    }

    private static long person(RestCall call) {
        return call.caller().principal().id();
    }

    private Future<Result> revoke(RestCall call, OrganizationTx tx) {
        var id = TokenJson.id(call);
        return tokens.revoke(tx, OpaqueToken.Kind.ORG, id)
                .recover(problem -> isAbsent(problem) ? tokens.block(tx, id) : Future.failedFuture(problem))
                .map(TokenJson::ended);
    }

    private static boolean isAbsent(Throwable problem) {
        return problem instanceof FailureException known && known.failure() instanceof Failure.NotFound;
    }
}
