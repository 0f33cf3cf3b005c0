package dev.rota.token;

import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Issues tokens for the operator, who may read none of them. */
public final class Tokens {
    /** How long a token lives when nobody says otherwise, and at most (security C4). */
    public static final Duration DEFAULT_LIFE = Duration.ofDays(90);

    public static final Duration LONGEST_LIFE = Duration.ofDays(366);

    /** The two resources that a token can be for (security M6). */
    public static final String MCP = "mcp";

    public static final String ADMIN = "admin";

    /** Gives back no row of the table: who may add tokens need not be able to read them. */
    private static final String MADE =
            """
            WITH made AS (
              INSERT INTO api_token (public_id, kind, hint, token_hash, pepper_version, user_id, home_org_id, agent_id,
                     name, scopes, resource, projects, assigned_only, read_only, created_by, expires_at)
              VALUES ($2, $3, $4, $5, $6, $7, CASE WHEN $3 = 'user' THEN NULL ELSE $1::bigint END, $8, $9,
                     $10, $11, $12, $13, $14, $7, now() + $15 * interval '1 second'))""";

    private static final String TIMES = " SELECT now() AS created_at, now() + $15 * interval '1 second' AS expires_at";
    private static final String ISSUE = MADE + TIMES;
    private static final String ISSUE_OUTSIDE = MADE
            + """
            , noted AS (
              INSERT INTO auth_event (reason, token_id, network, request_id) VALUES ('created', $2, $16, $17))"""
            + TIMES;

    private final Peppers peppers;

    public Tokens(Peppers peppers) {
        this.peppers = peppers;
    }

    /**
     * What to issue.
     *
     * @param user the person behind it: owner, maker, or owner of the agent
     * @param agent whom it speaks for; null unless the kind is agent
     * @param resource {@code mcp} or {@code admin}
     */
    public record NewToken(
            OpaqueToken.Kind kind,
            long user,
            @Nullable Long agent,
            String name,
            Set<Scope> scopes,
            String resource,
            Restrictions restrictions,
            Duration life) {}

    /** A token as its owner gets it, once. */
    public record Issued(
            String id, OpaqueToken token, List<String> scopes, OffsetDateTime createdAt, OffsetDateTime expiresAt) {}

    /** Fails with {@code expiry_too_long}, or {@code already_exists} where a live one has that name. */
    public Future<Issued> issue(OrganizationTx tx, NewToken wanted) {
        return checked(wanted).compose(good -> {
            var draft = Draft.of(good);
            return tx.one(ISSUE, draft::issued, draft.values(peppers, List.of()).toArray());
        });
    }

    /**
     * Issues a personal token to somebody who may not belong to any organization yet. No organization's audit can hold
     * that, so its event stands with those of sign-in, written by the same statement. Fails as {@link #issue}.
     */
    public Future<Issued> issueOutside(Database database, NewToken wanted, RequestInfo request) {
        if (wanted.kind() != OpaqueToken.Kind.USER) {
            throw new IllegalArgumentException(wanted.kind() + " tokens belong to an organization");
        }
        return checked(wanted).compose(good -> {
            var draft = Draft.of(good);
            var values = new ArrayList<@Nullable Object>();
            values.add(null); // no organization
            values.addAll(draft.values(peppers, List.of(request.network(), request.id())));
            return database.first(DatabaseRole.WORKER, ISSUE_OUTSIDE, draft::issued, values.toArray())
                    .map(Optional::orElseThrow);
        });
    }

    private static Future<NewToken> checked(NewToken wanted) {
        var life = wanted.life();
        return life.compareTo(LONGEST_LIFE) > 0 || life.isNegative() || life.isZero()
                ? Future.failedFuture(new Failure.InvalidInput(
                                FailureCode.EXPIRY_TOO_LONG,
                                "expires_in_days",
                                "A token lives 1 to " + LONGEST_LIFE.toDays() + " days",
                                List.of())
                        .asException())
                : Future.succeededFuture(wanted);
    }

    /** A token before it is stored. */
    private record Draft(Drawn drawn, List<String> scopes, NewToken wanted) {
        static Draft of(NewToken wanted) {
            return new Draft(Drawn.of(wanted.kind()), List.of(Scope.names(wanted.scopes())), wanted);
        }

        Issued issued(Row row) {
            return new Issued(
                    drawn.id(),
                    drawn.token(),
                    scopes,
                    row.getOffsetDateTime("created_at"),
                    row.getOffsetDateTime("expires_at"));
        }

        /** Parameters 2 to 15, then {@code more}. */
        List<@Nullable Object> values(Peppers peppers, List<String> more) {
            var projects = wanted.restrictions().projects();
            var values = new ArrayList<@Nullable Object>();
            values.add(drawn.id());
            values.add(wanted.kind().wire());
            values.add(drawn.token().hint());
            values.add(peppers.hash(drawn.token()));
            values.add(peppers.currentVersion());
            values.add(wanted.user());
            values.add(wanted.agent());
            values.add(wanted.name());
            values.add(scopes.toArray(String[]::new));
            values.add(wanted.resource());
            values.add(projects == null ? null : projects.toArray(Long[]::new));
            values.add(wanted.restrictions().assignedOnly());
            values.add(wanted.restrictions().readOnly());
            values.add(wanted.life().toSeconds());
            values.addAll(more);
            return values;
        }
    }
}
