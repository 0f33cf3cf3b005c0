package dev.rota.token.rest;

import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import dev.rota.rest.Page;
import dev.rota.rest.RestCall;
import dev.rota.rest.Result;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import dev.rota.rest.Sparse;
import dev.rota.token.AgentPermission;
import dev.rota.token.Minted;
import dev.rota.token.Token;
import dev.rota.token.TokenRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens of every kind as the admin API has them (design section 3). */
public final class TokenJson {
    /** The member that is told once. */
    public static final String SECRET = "token";

    /** A token as it is told to whoever has just made it, once. */
    public static final Shape MADE = Shape.object(members(
            Member.optional(SECRET, Shape.line(200)).described("Told once: absent where the request is a repetition")));

    /** The same ever after. */
    public static final Shape LISTED = Shape.object(members(
            Member.optional("last_used_at", Shape.time()).described("To the minute; absent while it never was")));

    public static final Member NAME =
            Member.required("name", Shape.line(100)).described("Unique among its owner's tokens that count");
    public static final Member PROJECTS = Member.optional("projects", Shape.some(Shape.line(10), 100))
            .described("Keys of the only projects it reaches; without them all, also later ones");
    public static final Member DAYS = Member.optional("expires_in_days", Shape.whole(1, 100_000))
            .described("90 unless said; at most 366 and what the organization's policy allows");

    /** The body of a rotation. */
    public static final Shape ROTATION = Shape.object(Member.optional("overlap_seconds", Shape.whole(0, 86_400))
            .described("How long the old token counts beside its successor; 0 unless said"));

    private static final String ID = "tok_[A-Za-z0-9_-]{1,64}";

    private TokenJson() {}

    /** Scopes in a request. */
    public static Shape scopes() {
        return Shape.some(Shape.line(64), 50);
    }

    private static Member[] members(Member last) {
        var party = Shape.object(
                Member.required("id", Shape.whole(1, Long.MAX_VALUE)), Member.required("name", Shape.line(100)));
        var permission = Shape.choice(
                AgentPermission.ALL.stream().map(AgentPermission::wire).toList());
        var scope = Shape.choice(Arrays.stream(Scope.values()).map(Scope::wire).toList());
        return new Member[] {
            Member.required("id", Shape.form(ID, 68, "the id of a token")),
            Member.required("kind", Shape.choice("user", "org", "agent")),
            Member.required("name", Shape.line(100)),
            last,
            Member.required("hint", Shape.line(40)).described("How its secret begins and ends"),
            Member.required("resource", Shape.choice("mcp", "admin")),
            Member.optional("scopes", Shape.list(scope, 50)),
            Member.optional("permissions", Shape.list(permission, 3)).described("Of an agent's key"),
            Member.optional("agent", party).described("Of an agent's key"),
            Member.optional("user", party).described("Whose it is, where that is not the caller"),
            Member.optional("projects", Shape.list(Shape.line(10), 1_000)).described("Absent: all, also later ones"),
            Member.optional("assigned_only", Shape.flag()).described("True: tasks assigned to its user alone"),
            Member.optional("read_only", Shape.flag()).described("True: nothing can be changed with it"),
            Member.optional("replaces", Shape.form(ID, 68, "the id of a token"))
                    .described("The token it took the place of"),
            Member.required("created_at", Shape.time()),
            Member.required("expires_at", Shape.time())
        };
    }

    /** The id in the path. What cannot be one is as absent as one that is not there. */
    public static String id(RestCall call) {
        var id = call.path("id");
        if (!id.matches(ID)) {
            throw new Failure.NotFound("token").asException();
        }
        return id;
    }

    public static TokenRequest request(JsonObject body, @Nullable List<String> scopes) {
        return new TokenRequest(
                body.getString("name"), scopes, texts(body, "projects"), body.getInteger("expires_in_days"));
    }

    /** The strings of a list; null where it is not given. */
    public static @Nullable List<String> texts(JsonObject body, String name) {
        var array = body.getJsonArray(name);
        if (array == null) {
            return null;
        }
        var all = new ArrayList<String>();
        array.forEach(one -> all.add((String) one));
        return all;
    }

    public static int overlap(RestCall call) {
        return call.body().getInteger("overlap_seconds", 0);
    }

    /** The answer of a creation or rotation. */
    public static Result made(Minted minted) {
        var json = json(minted.token()).toJson();
        json.put(SECRET, minted.secret().reveal());
        return about(json, minted.token());
    }

    public static Result one(Token token) {
        return about(listed(token), token);
    }

    /** The answer of a revocation. */
    public static Result ended(Token token) {
        return about(new JsonObject(), token);
    }

    public static Result page(Page page, List<Token> found) {
        return page.of(found, one -> Long.toString(one.key()), TokenJson::listed);
    }

    /** The same with whose they are. */
    public static Result pageOfMembers(Page page, List<Token> found) {
        return page.of(
                found, one -> Long.toString(one.key()), one -> listed(one).put("user", party(one.user())));
    }

    private static Result about(JsonObject json, Token token) {
        return Result.of(json).about("token", token.key(), token.id());
    }

    private static JsonObject listed(Token token) {
        return json(token).put("last_used_at", token.lastUsedAt()).toJson();
    }

    private static Sparse json(Token token) {
        var agent = token.agent();
        return new Sparse()
                .put("id", token.id())
                .put("kind", token.kind().wire())
                .put("name", token.name())
                .put("hint", token.hint())
                .put("resource", token.resource())
                .put("scopes", Scope.names(token.scopes()))
                .put("permissions", agent == null ? null : permissions(token))
                .put("agent", agent == null ? null : party(agent))
                .put("projects", token.projects())
                .put("assigned_only", token.restrictions().assignedOnly() ? true : null)
                .put("read_only", token.restrictions().readOnly() ? true : null)
                .put("replaces", token.replaces())
                .put("created_at", token.createdAt())
                .put("expires_at", token.expiresAt());
    }

    private static JsonArray permissions(Token token) {
        var all = new JsonArray();
        AgentPermission.ALL.stream()
                .filter(permission -> token.scopes().containsAll(permission.scopes()))
                .forEach(permission -> all.add(permission.wire()));
        return all;
    }

    private static JsonObject party(Token.Party party) {
        return new JsonObject().put("id", party.id()).put("name", party.name());
    }
}
