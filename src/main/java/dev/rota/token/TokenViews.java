package dev.rota.token;

import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import io.vertx.core.Future;
import java.util.List;

/** SQL of tokens that count, as people and organizations see them: the newest first, and never a secret. */
public final class TokenViews {
    private static final String VIEW =
            """
            SELECT t.id, t.public_id, t.kind, t.user_id, person.name AS user_name, t.agent_id, a.name AS agent_name, t.name,
                   t.hint, t.resource, t.scopes, t.assigned_only, t.read_only, t.projects, t.replaces,
                   t.retired_at IS NOT NULL AS retired, t.created_at, t.expires_at, u.last_used_at,
                   CASE WHEN t.projects IS NOT NULL THEN
                     ARRAY(SELECT DISTINCT p.key FROM project p WHERE p.org_id = ANY ($1) AND p.id = ANY (t.projects)
                            ORDER BY p.key) END AS project_keys
              FROM api_token t
              LEFT JOIN token_use u ON u.token_id = t.id
              LEFT JOIN user_account person ON person.id = t.user_id
              LEFT JOIN agent a ON a.org_id = ANY ($1) AND a.org_id = t.home_org_id AND a.id = t.agent_id
            """;

    private static final String OWN = VIEW
            + """
             WHERE t.home_org_id IS NULL AND t.user_id = $2 AND t.revoked_at IS NULL AND t.expires_at > now()
            """;

    private static final String HOME = VIEW
            + """
             WHERE t.home_org_id = ANY ($1) AND t.kind = $2 AND t.revoked_at IS NULL AND t.expires_at > now()
            """;

    /** Of members, and counting here. */
    private static final String REACHING = VIEW
            + """
             WHERE t.home_org_id IS NULL AND t.kind = $2 AND t.revoked_at IS NULL AND t.expires_at > now()
               AND (t.organizations IS NULL OR t.organizations && $1)
               AND EXISTS (SELECT FROM membership m WHERE m.org_id = ANY ($1) AND m.user_id = t.user_id AND m.active)
               AND NOT EXISTS (SELECT FROM credential_block b WHERE b.org_id = ANY ($1) AND b.credential = t.public_id)
            """;

    private static final String PAGE = " AND t.id < $3 ORDER BY t.id DESC LIMIT $4";
    private static final String ONE = " AND t.public_id = $3";
    private static final String OWN_PAGE = OWN + PAGE;
    private static final String OWN_ONE = OWN + ONE;
    private static final String HOME_PAGE = HOME + PAGE;
    private static final String HOME_ONE = HOME + ONE;
    private static final String REACHING_PAGE = REACHING + PAGE;
    private static final String REACHING_ONE = REACHING + ONE;

    /** A person's own; at most {@code most} of those made before the one of number {@code before}. */
    public Future<List<Token>> own(ReadTx tx, long user, long before, int most) {
        return tx.list(OWN_PAGE, Token::of, user, before, most);
    }

    /** One of a person's own. Fails with {@code not_found}. */
    public Future<Token> own(ReadTx tx, long user, String id) {
        return tx.first(OWN_ONE, Token::of, user, id).map(found -> found.orElseThrow(TokenViews::absent));
    }

    /** Those of one kind that reach the organization, which for personal ones means those of its members. */
    public Future<List<Token>> reaching(ReadTx tx, OpaqueToken.Kind kind, long before, int most) {
        var sql = kind == OpaqueToken.Kind.USER ? REACHING_PAGE : HOME_PAGE;
        return tx.list(sql, Token::of, kind.wire(), before, most);
    }

    /** One of them. Fails with {@code not_found}. */
    public Future<Token> reaching(ReadTx tx, OpaqueToken.Kind kind, String id) {
        var sql = kind == OpaqueToken.Kind.USER ? REACHING_ONE : HOME_ONE;
        return tx.first(sql, Token::of, kind.wire(), id).map(found -> found.orElseThrow(TokenViews::absent));
    }

    /** What is foreign, ended or never was: the same for all. */
    static RuntimeException absent() {
        return new Failure.NotFound("token").asException();
    }
}
