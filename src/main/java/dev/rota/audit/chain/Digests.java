package dev.rota.audit.chain;

import dev.rota.audit.chain.DigestQueries.Made;
import dev.rota.background.Work;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs how far the chain has come: an hour after the first event that no digest covers, or after ten thousand. A digest is
 * committed to the database and then copied to this node's file, with those that other nodes made before; or, where there is
 * an object store, brought there by {@link DigestUploads} alone.
 */
public final class Digests implements Work {
    private static final Logger LOG = LoggerFactory.getLogger(Digests.class);
    private static final int COPIED_TOGETHER = 1_000;
    /** A batch of events takes milliseconds. */
    private static final Duration ONCE_MORE = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Database database;
    private final DigestKey key;
    private final DigestFiles files;
    private final boolean keepsFiles;
    private final DigestQueries queries = new DigestQueries();

    public Digests(Vertx vertx, Database database, DigestKey key, AuditSettings settings) {
        this.vertx = vertx;
        this.database = database;
        this.key = key;
        this.files = new DigestFiles(settings.digestDir());
        this.keepsFiles = settings.keepsFiles();
    }

    @Override
    public String kind() {
        return "audit_digest";
    }

    @Override
    public boolean mayBeParked() {
        return false;
    }

    /** Holds the chain while it works, so that no event is left without a digest to come. */
    @Override
    public Future<Optional<Duration>> run(OrganizationTx tx, long subject) {
        return queries.tryLock(tx).compose(held -> {
            if (!held) {
                return Future.succeededFuture(Optional.of(ONCE_MORE));
            }
            tx.afterCommit(() -> copy(tx.organization())
                    .onFailure(problem -> LOG.warn(
                            "digests of organization {} are not in their file yet", tx.organization(), problem)));
            var head = queries.head(tx);
            var last = queries.last(tx);
            var now = queries.now(tx);
            return Future.all(head, last, now).compose(all -> sign(tx, head.result(), last.result(), now.result()));
        });
    }

    private Future<Optional<Duration>> sign(OrganizationTx tx, Head head, Optional<Made> last, OffsetDateTime now) {
        var covered = last.map(Made::to).orElse(0L);
        if (head.seq() <= covered) {
            return Future.succeededFuture(Optional.empty());
        }
        var digest = new Digest(
                tx.organization(),
                last.map(Made::number).orElse(0L) + 1,
                covered + 1,
                head.seq(),
                head.chainHash(),
                last.map(made -> signature(made.signed())).orElse(null),
                EventDocument.time(now));
        return vertx.executeBlocking(() -> key.sign(digest)).map(signed -> {
            tx.last(queries.insert(tx, digest, signed));
            return Optional.of(Sequencer.DIGEST_AFTER);
        });
    }

    /** Brings this node's file up to date. A full disk only delays it: the next digest copies what is missing. */
    Future<Void> copy(OrganizationId organization) {
        if (!keepsFiles) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
                    files.publish(key.publicKey());
                    return files.lastNumber(organization);
                })
                .compose(last -> database.asWorker(organization, tx -> queries.after(tx, last, COPIED_TOGETHER))
                        .compose(missing -> missing.isEmpty()
                                ? Future.<Void>succeededFuture()
                                : append(organization, missing)
                                        .compose(now -> now > last ? copy(organization) : Future.succeededFuture())));
    }

    private Future<Long> append(OrganizationId organization, List<Made> missing) {
        return vertx.executeBlocking(() -> {
            files.append(organization, missing.stream().map(Made::signed).toList());
            return files.lastNumber(organization);
        });
    }

    /** The last part of a compact JWS. */
    static String signature(String signed) {
        return signed.substring(signed.lastIndexOf('.') + 1);
    }
}
