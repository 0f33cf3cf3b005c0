package dev.rota.token;

import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Issues tokens. */
public final class Tokens {
    /** How long a token lives when nobody says otherwise, and at most (security C4). */
    public static final Duration DEFAULT_LIFE = Duration.ofDays(90);

    public static final Duration LONGEST_LIFE = Duration.ofDays(366);

    private static final SecureRandom RANDOM = new SecureRandom();
    /** Gives back no row of the table: who may add tokens need not be able to read them. */
    private static final String ISSUE =
            """
            WITH made AS (
              INSERT INTO api_token (public_id, kind, hint, token_hash, pepper_version, user_id, home_org_id, agent_id,
                     name, scopes, resource, projects, assigned_only, read_only, created_by, expires_at)
              VALUES ($2, $3, $4, $5, $6, $7, CASE WHEN $3 = 'user' THEN NULL ELSE $1::bigint END, $8, $9,
                     $10, $11, $12, $13, $14, $7, now() + $15 * interval '1 second'))
            SELECT now() AS created_at, now() + $15 * interval '1 second' AS expires_at
            """;

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
        if (wanted.life().compareTo(LONGEST_LIFE) > 0
                || wanted.life().isNegative()
                || wanted.life().isZero()) {
            return Future.failedFuture(new Failure.InvalidInput(
                            FailureCode.EXPIRY_TOO_LONG,
                            "expires_in_days",
                            "A token lives 1 to " + LONGEST_LIFE.toDays() + " days",
                            List.of())
                    .asException());
        }
        var token = OpaqueToken.random(wanted.kind());
        var id = "tok_" + random();
        var scopes = wire(wanted.scopes());
        var projects = wanted.restrictions().projects();
        return tx.one(
                ISSUE,
                row -> new Issued(
                        id, token, scopes, row.getOffsetDateTime("created_at"), row.getOffsetDateTime("expires_at")),
                id,
                wanted.kind().wire(),
                token.hint(),
                peppers.hash(token),
                peppers.currentVersion(),
                wanted.user(),
                wanted.agent(),
                wanted.name(),
                scopes.toArray(String[]::new),
                wanted.resource(),
                projects == null ? null : projects.toArray(Long[]::new),
                wanted.restrictions().assignedOnly(),
                wanted.restrictions().readOnly(),
                wanted.life().toSeconds());
    }

    private static List<String> wire(Collection<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::wire).toList();
    }

    private static String random() {
        var bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
