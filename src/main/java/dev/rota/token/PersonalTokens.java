package dev.rota.token;

import dev.rota.database.PersonTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Membership;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.Tokens.NewToken;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A person's own tokens, which span the organizations they belong to. */
public final class PersonalTokens {
    private static final int MOST = 50; // live ones of one person, security C11

    private final TokenQueries queries;
    private final TokenViews views = new TokenViews();

    public PersonalTokens(Peppers peppers) {
        this.queries = new TokenQueries(peppers);
    }

    /**
     * What is particular to a personal token. For the admin API nothing but the resource counts, because its endpoints know
     * neither projects nor assignees.
     *
     * @param resource {@code mcp} or {@code admin}
     * @param assignedOnly it sees tasks assigned to its person alone
     * @param readOnly no tool that changes anything
     */
    public record Manner(String resource, boolean assignedOnly, boolean readOnly) {
        boolean isAdmin() {
            return resource.equals(Tokens.ADMIN);
        }

        Set<Scope> scopes() {
            return isAdmin() ? Scope.OF_ADMIN_API : Scope.OF_TOOLS;
        }
    }

    /**
     * Makes one. Fails with {@code forbidden} where no organization of the caller takes personal tokens or none permits a
     * scope, {@code insufficient_scope} where an admin token would be granted more than the credential it is made with,
     * {@code expiry_too_long}, {@code too_many_tokens} or {@code already_exists}.
     */
    public Future<Minted> create(PersonTx tx, Caller caller, TokenRequest request, Manner manner) {
        requireFit(request, manner);
        var taking = caller.personally().organizations();
        var scopes = scopes(caller, taking, request, manner);
        var life = request.life(caller.maxTokenDays());
        return ProjectChoice.ids(tx.reading(), caller, request.projects())
                .compose(projects ->
                        insert(tx, caller, wanted(caller, request.name(), scopes, manner, projects, life), null));
    }

    private static void requireFit(TokenRequest request, Manner manner) {
        if (manner.isAdmin() && request.projects() != null) {
            throw notForAdmin("/projects");
        }
        if (manner.isAdmin() && manner.readOnly()) {
            throw notForAdmin("/read_only");
        }
    }

    private static RuntimeException notForAdmin(String pointer) {
        return new Failure.InvalidInput(pointer, "must not be given for the resource admin", List.of()).asException();
    }

    private static Set<Scope> scopes(Caller caller, List<Membership> taking, TokenRequest request, Manner manner) {
        var named = request.scopes();
        if (named != null) {
            var scopes = ScopeChoice.parse(named, manner.scopes());
            requireRights(caller, taking, scopes, manner.resource());
            return scopes;
        }
        var permitted = ScopeChoice.permitted(manner.scopes(), taking);
        if (manner.isAdmin()) {
            permitted.retainAll(caller.scopes());
        }
        return permitted;
    }

    private static void requireRights(Caller caller, List<Membership> taking, Set<Scope> scopes, String resource) {
        ScopeChoice.require(scopes, taking);
        ScopeChoice.requireOwn(scopes, resource, caller);
    }

    private static NewToken wanted(
            Caller caller, String name, Set<Scope> scopes, Manner manner, @Nullable Set<Long> projects, Duration life) {
        var assigned = manner.assignedOnly() && !manner.isAdmin();
        return new NewToken(
                OpaqueToken.Kind.USER,
                caller.principal().id(),
                null,
                name,
                scopes,
                manner.resource(),
                new Restrictions(projects, assigned, manner.readOnly()),
                life);
    }

    private Future<Minted> insert(PersonTx tx, Caller caller, NewToken wanted, @Nullable String replaces) {
        var drawn = Drawn.of(wanted.kind());
        return queries.countOwn(tx)
                .compose(live -> {
                    if (live >= MOST) {
                        throw tooMany(MOST, "of yours");
                    }
                    return queries.freeName(tx, wanted.name());
                })
                .compose(freed ->
                        queries.insert(tx, drawn, wanted, caller.credential().id(), replaces))
                .compose(made -> views.own(tx.reading(), wanted.user(), drawn.id()))
                .map(token -> new Minted(token, drawn.token()));
    }

    static RuntimeException tooMany(int most, String whose) {
        return new Failure.InvalidInput(
                        FailureCode.TOO_MANY_TOKENS,
                        "",
                        "There are " + most + " tokens " + whose + " already, the most there may be; delete one first",
                        List.of())
                .asException();
    }

    /**
     * Makes a successor and lets the old one count for {@code overlapSeconds} more (security C7). Its scopes must still be
     * the caller's to give. Fails with {@code not_found}, {@code already_exists} where it has a successor, or as
     * {@link #create}.
     */
    public Future<Minted> rotate(PersonTx tx, Caller caller, String id, int overlapSeconds) {
        return queries.hold(tx, id)
                .map(held -> held.orElseThrow(TokenViews::absent))
                .compose(seconds -> views.own(tx.reading(), caller.principal().id(), id)
                        .compose(old -> {
                            requireCurrent(old);
                            requireRights(caller, caller.personally().organizations(), old.scopes(), old.resource());
                            var manner = new Manner(
                                    old.resource(),
                                    old.restrictions().assignedOnly(),
                                    old.restrictions().readOnly());
                            var wanted = wanted(
                                    caller,
                                    old.name(),
                                    old.scopes(),
                                    manner,
                                    within(caller, old),
                                    TokenRequest.lifeAgain(seconds, caller.maxTokenDays()));
                            return queries.end(tx, id, overlapSeconds).compose(ended -> insert(tx, caller, wanted, id));
                        }));
    }

    /** A credential of some projects hands out no token of more. */
    private static @Nullable Set<Long> within(Caller caller, Token old) {
        var own = caller.restrictions().projects();
        var before = old.restrictions().projects();
        if (own != null && (before == null || !own.containsAll(before))) {
            throw new Failure.Refused(FailureCode.FORBIDDEN, "Your credential reaches fewer projects").asException();
        }
        return before;
    }

    static void requireCurrent(Token old) {
        if (old.retired()) {
            throw new Failure.Conflict(FailureCode.ALREADY_EXISTS, "It was rotated; its successor has its name")
                    .asException();
        }
    }

    /** Ends one; its row. Fails with {@code not_found}. */
    public Future<Token> revoke(PersonTx tx, Caller caller, String id) {
        return queries.hold(tx, id)
                .map(held -> held.orElseThrow(TokenViews::absent))
                .compose(held -> views.own(tx.reading(), caller.principal().id(), id))
                .compose(token -> queries.end(tx, id, 0).map(token));
    }
}
