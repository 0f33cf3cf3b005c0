package dev.rota.audit.chain;

import dev.rota.audit.chain.DigestQueries.Made;
import dev.rota.audit.chain.DigestQueries.Wanted;
import dev.rota.database.Database;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each signed digest to an object store, in the order of their numbers, and tries until it is there (security U6). How
 * far it has come is in the database, so any node goes on where another has stopped, and a store that is configured later
 * gets all that were made before. Two nodes may put the same object, which is the same.
 */
public final class DigestUploads extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DigestUploads.class);
    private static final String DIGEST = "application/jose";
    private static final String KEY = "application/jwk+json";
    private static final int TOGETHER = 100;
    private static final long BETWEEN_MS = 5_000;
    private static final long LONGEST_MS = 60_000;

    private final Database database;
    private final DigestKey key;
    private final Store store;
    private final DigestQueries queries = new DigestQueries();
    private boolean keyIsThere;
    private long pause = BETWEEN_MS;

    /** Where objects are put. */
    @FunctionalInterface
    public interface Store {
        /** Done when the store has it. */
        Future<Void> put(String name, String mediaType, Buffer content);
    }

    public DigestUploads(Database database, DigestKey key, Store store) {
        this.database = database;
        this.key = key;
        this.store = store;
    }

    @Override
    public Future<?> start() {
        schedule();
        return Future.succeededFuture();
    }

    private void schedule() {
        vertx.setTimer(pause, id -> runOnce().onComplete(done -> {
            pause = done.succeeded() ? BETWEEN_MS : Math.min(pause * 2, LONGEST_MS);
            if (done.failed()) {
                LOG.warn(
                        "signed digests are not in the object store yet, the next try is in {} s: {}",
                        pause / 1_000,
                        done.cause().getMessage());
            }
            schedule();
        }));
    }

    /** How many were put. Fails where the store does not take one: then the others would fare no better. */
    Future<Integer> runOnce() {
        return queries.wanted(database, TOGETHER)
                .compose(wanted -> wanted.isEmpty()
                        ? Future.succeededFuture(0)
                        : publishKey().compose(published -> each(wanted, 0, 0)));
    }

    /** For those who verify without the server. */
    private Future<Void> publishKey() {
        if (keyIsThere) {
            return Future.succeededFuture();
        }
        var publicKey = key.publicKey();
        return store.put("key-" + publicKey.getKeyID() + ".jwk", KEY, Buffer.buffer(publicKey.toJSONString()))
                .onSuccess(there -> keyIsThere = true);
    }

    private Future<Integer> each(List<Wanted> wanted, int index, int done) {
        if (index == wanted.size()) {
            return Future.succeededFuture(done);
        }
        var one = wanted.get(index);
        return database.asWorker(one.organization(), tx -> queries.after(tx, one.uploaded(), TOGETHER))
                .compose(digests -> put(one.organization(), digests, 0))
                .compose(put -> each(wanted, index + 1, done + put));
    }

    private Future<Integer> put(OrganizationId organization, List<Made> digests, int index) {
        if (index == digests.size()) {
            return Future.succeededFuture(index);
        }
        var digest = digests.get(index);
        return store.put(name(organization, digest.number()), DIGEST, Buffer.buffer(digest.signed()))
                .compose(there -> database.asWorker(organization, tx -> queries.uploaded(tx, digest.number())))
                .compose(noted -> put(organization, digests, index + 1));
    }

    /** Names that sort as their numbers do. */
    static String name(OrganizationId organization, long number) {
        return "organization-%s/digest-%012d.jws".formatted(organization, number);
    }
}
