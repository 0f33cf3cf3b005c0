package dev.rota.token;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.Tokens.NewToken;
import io.vertx.core.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tokens that were made for one organization: its own, and the keys of its agents. */
public final class OrganizationTokens {
    private static final int MOST = 200; // live ones of one organization, security C11

    private final TokenQueries queries;
    private final TokenViews views = new TokenViews();

    public OrganizationTokens(Peppers peppers) {
        this.queries = new TokenQueries(peppers);
    }

    /**
     * Whom a token speaks for.
     *
     * @param user the person behind it, by whose role it acts
     * @param agent null for the organization itself
     */
    public record Bearer(long user, @Nullable Long agent) {
        OpaqueToken.Kind kind() {
            return agent == null ? OpaqueToken.Kind.ORG : OpaqueToken.Kind.AGENT;
        }
    }

    /**
     * Makes one for tools. Fails with {@code validation_failed}, {@code forbidden} for a scope that the caller's role does
     * not permit, {@code expiry_too_long}, {@code too_many_tokens} or {@code already_exists}.
     *
     * @param bearer whom the caller may let act; that is for who calls this to know
     * @param request with its scopes
     */
    public Future<Minted> create(OrganizationTx tx, Caller caller, TokenRequest request, Bearer bearer) {
        var named = request.scopes();
        if (named == null) {
            throw new IllegalArgumentException("a token of an organization has the scopes it is given");
        }
        var scopes = ScopeChoice.parse(named, Scope.OF_TOOLS);
        ScopeChoice.require(scopes, caller.organizations());
        var life = request.life(caller.maxTokenDays());
        return ProjectChoice.ids(tx.reading(), caller, request.projects())
                .compose(projects -> insert(
                        tx,
                        caller,
                        new NewToken(
                                bearer.kind(),
                                bearer.user(),
                                bearer.agent(),
                                request.name(),
                                scopes,
                                Tokens.MCP,
                                new Restrictions(projects, false, false),
                                life),
                        null));
    }

    private Future<Minted> insert(OrganizationTx tx, Caller caller, NewToken wanted, @Nullable String replaces) {
        var drawn = Drawn.of(wanted.kind());
        return queries.countHome(tx)
                .compose(live -> {
                    if (live >= MOST) {
                        throw PersonalTokens.tooMany(MOST, "of this organization and its agents");
                    }
                    return queries.freeName(tx, wanted);
                })
                .compose(freed ->
                        queries.insert(tx, drawn, wanted, caller.principal().id(), replaces))
                .compose(made -> views.reaching(tx.reading(), wanted.kind(), drawn.id()))
                .map(token -> new Minted(token, drawn.token()));
    }

    /**
     * As {@link PersonalTokens#rotate}.
     *
     * @param bearer whom the successor speaks for; fails where the caller may not let them act
     */
    public Future<Minted> rotate(
            OrganizationTx tx,
            Caller caller,
            OpaqueToken.Kind kind,
            String id,
            int overlapSeconds,
            Function<Token, Future<Bearer>> bearer) {
        return queries.hold(tx, kind, id)
                .map(held -> held.orElseThrow(TokenViews::absent))
                .compose(seconds -> views.reaching(tx.reading(), kind, id).compose(old -> {
                    PersonalTokens.requireCurrent(old);
                    ScopeChoice.require(old.scopes(), caller.organizations());
                    var life = TokenRequest.lifeAgain(seconds, caller.maxTokenDays());
                    return bearer.apply(old).compose(who -> queries.end(tx, id, overlapSeconds)
                            .compose(ended -> insert(
                                    tx,
                                    caller,
                                    new NewToken(
                                            kind,
                                            who.user(),
                                            who.agent(),
                                            old.name(),
                                            old.scopes(),
                                            old.resource(),
                                            old.restrictions(),
                                            life),
                                    id)));
                }));
    }

    /** Ends one; its row. Fails with {@code not_found}. */
    public Future<Token> revoke(OrganizationTx tx, OpaqueToken.Kind kind, String id) {
        return queries.hold(tx, kind, id)
                .map(held -> held.orElseThrow(TokenViews::absent))
                .compose(held -> views.reaching(tx.reading(), kind, id))
                .compose(token -> queries.end(tx, id, 0).map(token));
    }

    /** Ends every key of an agent. */
    public Future<Integer> revokeOfAgent(OrganizationTx tx, long agent) {
        return queries.endOfAgent(tx, agent);
    }

    /**
     * Ends a member's personal token for this organization alone: it goes on where else its person is. Its row. Fails with
     * {@code not_found}.
     */
    public Future<Token> block(OrganizationTx tx, String id) {
        return views.reaching(tx.reading(), OpaqueToken.Kind.USER, id)
                .compose(token -> queries.block(tx, id).map(token));
    }
}
