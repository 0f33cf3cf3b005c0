package dev.rota.audit.chain;

import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** SQL of the digests. */
final class DigestQueries {
    private static final String TRY_LOCK = "SELECT " + ChainLock.of("$1") + " AS held";

    private static final String HEAD =
            "SELECT seq, chain_hash FROM audit_chain WHERE org_id = $1 ORDER BY seq DESC LIMIT 1";

    private static final String LAST =
            """
            SELECT number, to_seq, signed FROM audit_digest WHERE org_id = $1 ORDER BY number DESC LIMIT 1
            """;

    private static final String AFTER =
            "SELECT number, to_seq, signed FROM audit_digest WHERE org_id = $1 AND number > $2 ORDER BY number LIMIT $3";

    private static final String NOW = "SELECT now() AS at WHERE $1::bigint > 0";

    private static final String INSERT =
            "INSERT INTO audit_digest (org_id, number, made_at, to_seq, signed) VALUES ($1, $2, now(), $3, $4)";

    private static final String MADE =
            """
            INSERT INTO audit_digest_upload (org_id, made) VALUES ($1, $2)
            ON CONFLICT (org_id) DO UPDATE SET made = $2
            """;

    /** Not bound to one organization: ids and numbers only. */
    private static final String WANTED =
            """
            SELECT org_id, uploaded FROM audit_digest_upload
             WHERE uploaded < made AND org_id > $2 ORDER BY org_id LIMIT $1
            """;

    private static final String UPLOADED =
            "UPDATE audit_digest_upload SET uploaded = $2 WHERE org_id = $1 AND uploaded < $2";

    /** @param uploaded number of the last digest that the object store has */
    record Wanted(OrganizationId organization, long uploaded) {}

    /** One that was made, as it was signed. */
    record Made(long number, long to, String signed) {}

    /** Whether the organization's chain is this transaction's until it ends. */
    Future<Boolean> tryLock(OrganizationTx tx) {
        return tx.one(TRY_LOCK, row -> row.getBoolean("held"));
    }

    Future<Head> head(OrganizationTx tx) {
        return tx.first(HEAD, Head::of).map((Optional<Head> found) -> found.orElse(Head.ORIGIN));
    }

    Future<Optional<Made>> last(OrganizationTx tx) {
        return tx.first(LAST, row -> new Made(row.getLong("number"), row.getLong("to_seq"), row.getString("signed")));
    }

    /** Those with larger numbers, in their order. */
    Future<List<Made>> after(OrganizationTx tx, long number, int most) {
        return tx.list(
                AFTER,
                row -> new Made(row.getLong("number"), row.getLong("to_seq"), row.getString("signed")),
                number,
                most);
    }

    /** The time of the transaction. */
    Future<OffsetDateTime> now(OrganizationTx tx) {
        return tx.one(NOW, row -> row.getOffsetDateTime("at"));
    }

    Future<Integer> insert(OrganizationTx tx, Digest digest, String signed) {
        var inserted = tx.count(INSERT, digest.number(), digest.to(), signed);
        return Future.all(inserted, tx.count(MADE, digest.number())).compose(both -> inserted);
    }

    /** Organizations whose last digests the object store does not have, in the order of their ids. */
    Future<List<Wanted>> wanted(Database database, long after, int most) {
        return database.list(
                DatabaseRole.WORKER,
                WANTED,
                row -> new Wanted(new OrganizationId(row.getLong("org_id")), row.getLong("uploaded")),
                most,
                after);
    }

    Future<Integer> uploaded(OrganizationTx tx, long number) {
        return tx.count(UPLOADED, number);
    }
}
