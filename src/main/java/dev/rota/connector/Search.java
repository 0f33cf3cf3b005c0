package dev.rota.connector;

import dev.rota.database.ReadTx;
import dev.rota.database.SearchWords;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import java.util.List;

/** Finds tasks and requirements by words, of both only what the caller sees. */
public final class Search {
    /** Of the two hundred of each kind and organization that changed last, so that a common word costs no more than a rare one. */
    private static final String BEST =
            """
            WITH wanted AS (SELECT to_tsquery('simple', $5) AS words, upper($4) AS key),
            found AS (
              SELECT 'task' AS kind, t.org_id, t.key, t.title, t.updated_at, t.key = w.key AS named,
                     ts_rank(t.search, w.words) AS rank
                FROM wanted w CROSS JOIN unnest($1::bigint[]) AS o(org_id)
               CROSS JOIN LATERAL (
                 SELECT * FROM task t WHERE t.org_id = o.org_id AND (t.search @@ w.words OR t.key = w.key) AND\s"""
                    + Sight.PREDICATE
                    + """

                  ORDER BY t.updated_at DESC, t.id DESC LIMIT 200) t
              UNION ALL
              SELECT 'requirement', r.org_id, r.key, r.title, r.updated_at, r.key = w.key, ts_rank(r.search, w.words)
                FROM wanted w CROSS JOIN unnest($1::bigint[]) AS o(org_id)
               CROSS JOIN LATERAL (
                 SELECT * FROM requirement r
                  WHERE r.org_id = o.org_id AND $6 AND (r.search @@ w.words OR r.key = w.key)
                    AND ($2::bigint[] IS NULL OR r.project_id = ANY ($2))
                  ORDER BY r.updated_at DESC, r.id DESC LIMIT 200) r)
            SELECT f.kind, f.key, f.title, g.slug AS organization FROM found f JOIN organization g ON g.id = f.org_id
             ORDER BY f.named DESC, f.rank DESC, f.updated_at DESC, f.kind, f.key LIMIT $7
            """;

    /**
     * What has every word of {@code query} at the beginning of a word in title or text, the best first; before them
     * whatever the query is the key of. Requirements only for callers who may read them.
     */
    public Future<List<Found>> best(ReadTx tx, Caller caller, String query, int most) {
        var sight = Sight.of(caller);
        var words = SearchWords.all(query);
        return tx.list(
                BEST,
                row -> new Found(
                        row.getString("kind"),
                        row.getString("key"),
                        row.getString("title"),
                        row.getString("organization")),
                sight.projects(),
                sight.assignee(),
                query.strip(),
                words == null ? "" : words,
                caller.scopes().contains(Scope.REQUIREMENTS_READ),
                most);
    }
}
