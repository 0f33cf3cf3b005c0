package dev.rota.audit.chain;

import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
            "SELECT pg_try_advisory_xact_lock(hashtextextended('rota.audit_chain', $1)) AS held";

    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('rota.audit_chain', $1))::text AS held";

    private static final String HEAD =
            "SELECT seq, chain_hash FROM audit_chain WHERE org_id = $1 ORDER BY seq DESC LIMIT 1";

    /**
     * Rows by where they lay when they were seen. A place that was taken and filled again has another row of the same
     * kind, which is as good. An event that is gone still gets its number, so that it is missed.
     */
    private static final String TAKE =
            """
            WITH taken AS (
              DELETE FROM audit_pending WHERE org_id = $1 AND ctid = ANY ($2::text[]::tid[]) RETURNING at, event_id)
            SELECT t.at AS event_at, t.event_id,
                   (extract(epoch FROM clock_timestamp() - t.at) * 1000)::bigint AS age_ms, e.*
              FROM taken t
              LEFT JOIN LATERAL (SELECT * FROM audit_event e
                                  WHERE e.org_id = $1 AND e.at = t.at AND e.id = t.event_id LIMIT 1) e ON true
             ORDER BY t.at, t.event_id
            """;

    private static final String APPEND =
            """
            INSERT INTO audit_chain (org_id, seq, event_at, event_id, event_hash, chain_hash)
            SELECT $1, * FROM unnest($2::bigint[], $3::timestamptz[], $4::bigint[], $5::bytea[], $6::bytea[])
            """;

    private static final String DIGEST_LATER =
            """
            INSERT INTO work_queue (org_id, kind, subject_id, due_at)
            VALUES ($1, 'audit_digest', 0, now() + $2::bigint * interval '1 second')
            ON CONFLICT (org_id, kind, subject_id) DO NOTHING
            """;

    private static final String DIGEST_NOW =
            """
            INSERT INTO work_queue (org_id, kind, subject_id, due_at) VALUES ($1, 'audit_digest', 0, now())
            ON CONFLICT (org_id, kind, subject_id) DO UPDATE SET due_at = now(), tries = 0
            """;

    /** An event that waits. */
    record Pending(OrganizationId organization, String place) {}

    /** An event that is to be chained next; without document where it is gone. */
    record Taken(OffsetDateTime at, long id, long ageMillis, @Nullable JsonObject document) {}

    /** How far the chain has come; seq 0 before its first link. */
    record Head(long seq, Hash chainHash) {
        static final Head ORIGIN = new Head(0, Hash.ZERO);
    }

    /** One more link. */
    record Link(long seq, OffsetDateTime at, long eventId, Hash eventHash, Hash chainHash) {}

    Future<List<Pending>> pending(Database database, List<OrganizationId> but, int most) {
        return database.list(
                DatabaseRole.WORKER,
                PENDING,
                row -> new Pending(new OrganizationId(row.getLong("org_id")), row.getString("place")),
                but.stream().map(OrganizationId::value).toArray(Long[]::new),
                most);
    }

    /** Whether the organization's chain is this transaction's until it ends. */
    Future<Boolean> tryLock(OrganizationTx tx) {
        return tx.one(TRY_LOCK, row -> row.getBoolean("held"));
    }

    /** The same, once whoever has it is done: a batch of milliseconds. Fails after the role's lock_timeout. */
    Future<Boolean> lock(OrganizationTx tx) {
        return tx.one(LOCK, row -> true);
    }

    Future<Head> head(OrganizationTx tx) {
        return tx.first(HEAD, row -> new Head(row.getLong("seq"), Hash.of(row.getBuffer("chain_hash"))))
                .map((Optional<Head> found) -> found.orElse(Head.ORIGIN));
    }

    /** In the order of time and id. */
    Future<List<Taken>> take(OrganizationTx tx, List<String> places) {
        return tx.list(
                TAKE,
                row -> new Taken(
                        row.getOffsetDateTime("event_at"),
                        row.getLong("event_id"),
                        row.getLong("age_ms"),
                        row.getLong("id") == null ? null : EventDocument.of(row)),
                (Object) places.toArray(String[]::new));
    }

    Future<Integer> append(OrganizationTx tx, List<Link> links) {
        return tx.count(
                APPEND,
                links.stream().map(Link::seq).toArray(Long[]::new),
                links.stream().map(Link::at).toArray(OffsetDateTime[]::new),
                links.stream().map(Link::eventId).toArray(Long[]::new),
                buffers(links, Link::eventHash),
                buffers(links, Link::chainHash));
    }

    /** Has a digest made when {@code after} is over, unless one is due before. */
    Future<Integer> digestLater(OrganizationTx tx, Duration after) {
        return tx.count(DIGEST_LATER, after.toSeconds());
    }

    Future<Integer> digestNow(OrganizationTx tx) {
        return tx.count(DIGEST_NOW);
    }

    private static Buffer[] buffers(List<Link> links, Function<Link, Hash> hash) {
        return links.stream().map(hash).map(Hash::toBuffer).toArray(Buffer[]::new);
    }
}
