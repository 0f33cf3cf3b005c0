package dev.rota.transfer;

import static dev.rota.transfer.ImportQueries.LINES;
import static dev.rota.transfer.ImportQueries.OF_ARTIFACT;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;

/** SQL that makes contents of their parts. Parameters as those of {@link ImportQueries}. */
final class ImportContentQueries {
    /** Puts contents together whose last part has come, if they are what was exported; measured before, at most 50 MiB. */
    private static final String COMPLETE =
            """
            WITH whole AS MATERIALIZED (
              SELECT i.target_id AS id, l.sha256,
                     (SELECT string_agg(k.bytes, ''::bytea ORDER BY k.part_no) FROM import_content k
                       WHERE k.org_id = $1 AND k.artifact_id = i.target_id AND k.part_no <= l.part) AS content
                FROM\s"""
                    + LINES + "(artifact bigint, part integer, last boolean, sha256 text)\n" + OF_ARTIFACT
                    + """
               WHERE l.last AND 52428800 >= (SELECT sum(length(k.bytes)) FROM import_content k
                       WHERE k.org_id = $1 AND k.artifact_id = i.target_id AND k.part_no <= l.part))
            UPDATE artifact a SET content = w.content, size = length(w.content), sha256 = sha256(w.content) FROM whole w
             WHERE a.org_id = $1 AND a.id = w.id AND a.content IS NULL AND sha256(w.content) = decode(w.sha256, 'hex')
            """;

    private static final String CLEAR = """
            DELETE FROM import_content k USING\s"""
            + LINES + "(artifact bigint, last boolean)\n" + OF_ARTIFACT
            + " WHERE k.org_id = $1 AND k.artifact_id = i.target_id AND l.last";

    private static final String CLEAR_ALL = "DELETE FROM import_content WHERE org_id = $1";

    /** No content comes any more: what is not whole will not be. */
    Future<Integer> clear(OrganizationTx tx) {
        return tx.count(CLEAR_ALL);
    }

    /** How many artifacts have got their content; their parts are gone then. */
    Future<Integer> complete(OrganizationTx tx, JsonArray lines) {
        var given = lines.encode();
        return tx.count(COMPLETE, given).compose(done -> tx.count(CLEAR, given).map(done));
    }
}
