package dev.rota.audit.chain;

import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.database.SequencerTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** SQL of the sequencer. */
final class ChainQueries {
    /** Not bound to one organization: ids only, and no more than a hint, because nothing is locked. */
    private static final String PENDING =
            """
            SELECT org_id, ctid::text AS place FROM audit_pending WHERE org_id <> ALL ($1) LIMIT $2
            """;

    /** One sequencer at a time works on an organization; whoever comes second goes on to the next. */
    private static final String TRY_LOCK =
            """
            SELECT o.org_id FROM unnest($1::bigint[]) AS o(org_id) WHERE\s"""
                    + ChainLock.of("o.org_id");

    private static final String HEADS =
            """
            SELECT o.org_id, last.seq, last.chain_hash
              FROM unnest($1::bigint[]) AS o(org_id)
             CROSS JOIN LATERAL (SELECT c.seq, c.chain_hash FROM audit_chain c
                                  WHERE c.org_id = o.org_id ORDER BY c.seq DESC LIMIT 1) AS last
             WHERE o.org_id = ANY ($2)
            """;

    /**
     * Rows by where they lay when they were seen. A place that was taken and filled again has another row of the same
     * kind, which is as good. An event that is gone still gets its number, so that it is missed. The places are joined: an
     * array of them would be read from its text for each row anew.
     */
    private static final String TAKE =
            """
            WITH taken AS (
              DELETE FROM audit_pending p USING unnest($3::text[]::tid[]) AS seen(place)
               WHERE p.ctid = seen.place AND p.org_id = ANY ($1) AND p.org_id = ANY ($2)
              RETURNING p.org_id, p.at, p.event_id)
            SELECT t.org_id AS of_org, t.at AS event_at, t.event_id,
                   (extract(epoch FROM clock_timestamp() - t.at) * 1000)::bigint AS age_ms, e.*
              FROM taken t
              LEFT JOIN LATERAL (SELECT * FROM audit_event e
                                  WHERE e.org_id = t.org_id AND e.at = t.at AND e.id = t.event_id LIMIT 1) e ON true
             ORDER BY t.org_id, t.at, t.event_id
            """;

    /** The id is that of an organization that was entered; a link of another has none, and fails as a whole. */
    private static final String APPEND =
            """
            INSERT INTO audit_chain (org_id, seq, event_at, event_id, event_hash, chain_hash)
            SELECT o.org_id, n.seq, n.event_at, n.event_id, n.event_hash, n.chain_hash
              FROM unnest($2::bigint[], $3::bigint[], $4::timestamptz[], $5::bigint[], $6::bytea[], $7::bytea[])
                   AS n(org_id, seq, event_at, event_id, event_hash, chain_hash)
              LEFT JOIN unnest($1::bigint[]) AS o(org_id) ON o.org_id = n.org_id
            """;

    private static final String DIGEST_LATER =
            """
            INSERT INTO work_queue (org_id, kind, subject_id, due_at)
            SELECT o.org_id, 'audit_digest', 0, now() + $3::bigint * interval '1 second'
              FROM unnest($2::bigint[]) AS n(org_id)
              LEFT JOIN unnest($1::bigint[]) AS o(org_id) ON o.org_id = n.org_id
            ON CONFLICT (org_id, kind, subject_id) DO NOTHING
            """;

    private static final String DIGEST_NOW =
            """
            INSERT INTO work_queue (org_id, kind, subject_id, due_at)
            SELECT o.org_id, 'audit_digest', 0, now()
              FROM unnest($2::bigint[]) AS n(org_id)
              LEFT JOIN unnest($1::bigint[]) AS o(org_id) ON o.org_id = n.org_id
            ON CONFLICT (org_id, kind, subject_id) DO UPDATE SET due_at = now(), tries = 0
            """;

    /** An event that waits. */
    record Pending(OrganizationId organization, String place) {}

    /** An event that is to be chained next; without document where it is gone. */
    record Taken(
            OrganizationId organization, OffsetDateTime at, long id, long ageMillis, @Nullable JsonObject document) {}

    /** A link, as it stands. */
    record Link(long seq, OffsetDateTime at, long eventId, Hash eventHash, Hash chainHash) {}

    /** One more link of an organization's chain. */
    record Next(OrganizationId organization, Link link) {}

    Future<List<Pending>> pending(Database database, List<OrganizationId> but, int most) {
        return database.list(
                DatabaseRole.WORKER,
                PENDING,
                row -> new Pending(organization(row, "org_id"), row.getString("place")),
                ids(but),
                most);
    }

    /** Whose chains are this transaction's until it ends. */
    Future<List<OrganizationId>> tryLock(SequencerTx tx) {
        return tx.list(TRY_LOCK, row -> organization(row, "org_id"));
    }

    /** None of an organization whose chain has not begun. */
    Future<Map<OrganizationId, Head>> heads(SequencerTx tx, Collection<OrganizationId> organizations) {
        return tx.list(HEADS, row -> Map.entry(organization(row, "org_id"), Head.of(row)), (Object) ids(organizations))
                .map(heads -> heads.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Of each organization in the order of time and id. */
    Future<List<Taken>> take(SequencerTx tx, Collection<OrganizationId> organizations, List<String> places) {
        return tx.list(
                TAKE,
                row -> new Taken(
                        organization(row, "of_org"),
                        row.getOffsetDateTime("event_at"),
                        row.getLong("event_id"),
                        row.getLong("age_ms"),
                        row.getLong("id") == null ? null : EventDocument.of(row)),
                ids(organizations),
                places.toArray(String[]::new));
    }

    Future<Integer> append(SequencerTx tx, List<Next> next) {
        var links = next.stream().map(Next::link).toList();
        return tx.count(
                APPEND,
                ids(next.stream().map(Next::organization).toList()),
                links.stream().map(Link::seq).toArray(Long[]::new),
                links.stream().map(Link::at).toArray(OffsetDateTime[]::new),
                links.stream().map(Link::eventId).toArray(Long[]::new),
                buffers(links, Link::eventHash),
                buffers(links, Link::chainHash));
    }

    /** Has a digest of each made when {@code after} is over, unless one is due before. */
    Future<Integer> digestLater(SequencerTx tx, Collection<OrganizationId> organizations, Duration after) {
        return tx.count(DIGEST_LATER, ids(organizations), after.toSeconds());
    }

    Future<Integer> digestNow(SequencerTx tx, Collection<OrganizationId> organizations) {
        return tx.count(DIGEST_NOW, (Object) ids(organizations));
    }

    private static OrganizationId organization(Row row, String column) {
        return new OrganizationId(row.getLong(column));
    }

    private static Long[] ids(Collection<OrganizationId> organizations) {
        return organizations.stream().map(OrganizationId::value).toArray(Long[]::new);
    }

    private static Buffer[] buffers(List<Link> links, Function<Link, Hash> hash) {
        return links.stream().map(hash).map(Hash::toBuffer).toArray(Buffer[]::new);
    }
}
