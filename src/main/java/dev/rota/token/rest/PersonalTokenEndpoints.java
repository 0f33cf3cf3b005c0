package dev.rota.token.rest;

import dev.rota.database.PersonTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Scope;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.token.PersonalTokens;
import dev.rota.token.PersonalTokens.Manner;
import dev.rota.token.TokenViews;
import io.vertx.core.Future;
import java.util.List;

/** {@code /me/tokens}: a person's own. */
public final class PersonalTokenEndpoints implements Endpoints {
    private static final Shape WANTED = Shape.object(
            TokenJson.NAME,
            Member.optional("scopes", TokenJson.scopes())
                    .described("Of the resource; without them all that your role permits"),
            TokenJson.PROJECTS,
            TokenJson.DAYS,
            Member.optional("resource", Shape.choice("mcp", "admin")).described("What it is for; mcp unless said"),
            Member.optional("assigned_only", Shape.flag())
                    .described("Tasks assigned to you alone; true unless said, and of no account for admin"),
            Member.optional("read_only", Shape.flag()).described("Nothing can be changed with it; false unless said"));

    private final PersonalTokens tokens;
    private final TokenViews views = new TokenViews();

    public PersonalTokenEndpoints(PersonalTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.get("/me/tokens", "list_own_tokens", "Your personal tokens that count, the newest first")
                        .forPersons(Scope.ORGANIZATIONS_READ)
                        .lists(TokenJson.LISTED)
                        .reads(this::list),
                Draft.post("/me/tokens", "create_own_token", "Make a personal token; its secret is told once")
                        .forPersons(Scope.TOKENS_WRITE)
                        .fresh()
                        .takes(WANTED)
                        .creates(TokenJson.MADE, TokenJson.SECRET)
                        .changesOwn(this::create),
                Draft.get("/me/tokens/{id}", "get_own_token", "One of your personal tokens")
                        .forPersons(Scope.ORGANIZATIONS_READ)
                        .answers(TokenJson.LISTED)
                        .reads(this::read),
                Draft.delete("/me/tokens/{id}", "revoke_own_token", "End a personal token of yours")
                        .forPersons(Scope.TOKENS_WRITE)
                        .removes()
                        .changesOwn(this::revoke),
                Draft.post("/me/tokens/{id}/rotate", "rotate_own_token", "Replace a personal token by a successor")
                        .forPersons(Scope.TOKENS_WRITE)
                        .fresh()
                        .takes(TokenJson.ROTATION)
                        .creates(TokenJson.MADE, TokenJson.SECRET)
                        .changesOwn(this::rotate));
    }

    private Future<Result> list(RestCall call, ReadTx tx) {
        var page = call.page();
        return views.own(tx, person(call), page.position(Long.MAX_VALUE), page.rows())
                .map(found -> TokenJson.page(page, found));
    }

    private Future<Result> read(RestCall call, ReadTx tx) {
        return views.own(tx, person(call), TokenJson.id(call)).map(TokenJson::one);
    }

    private static long person(RestCall call) {
        return call.caller().principal().id();
    }

    private Future<Result> create(RestCall call, PersonTx tx) {
        var body = call.body();
        var manner = new Manner(
                body.getString("resource", "mcp"),
                body.getBoolean("assigned_only", true),
                body.getBoolean("read_only", false));
        var request = TokenJson.request(body, TokenJson.texts(body, "scopes"));
        return tokens.create(tx, call.caller(), request, manner).map(TokenJson::made);
    }

    private Future<Result> rotate(RestCall call, PersonTx tx) {
        return tokens.rotate(tx, call.caller(), TokenJson.id(call), TokenJson.overlap(call))
                .map(TokenJson::made);
    }

    private Future<Result> revoke(RestCall call, PersonTx tx) {
        return tokens.revoke(tx, call.caller(), TokenJson.id(call)).map(TokenJson::ended);
    }
}
