package dev.rota.audit.chain;

import dev.rota.audit.chain.DigestQueries.Made;
import dev.rota.audit.chain.DigestQueries.Wanted;
import dev.rota.database.Database;
import dev.rota.database.Turns;
import dev.rota.identity.OrganizationId;
import dev.rota.observe.ChainMetrics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings each signed digest to an object store, in the order of their numbers, and tries until it is there (security U6). How
 * far it has come is in the database, so any node goes on where another has stopped, and a store that is configured later
 * gets all that were made before. Two nodes may put the same object, which is the same.
 *
 * <p>Whoever owns the database has no hand in it: only what is signed, and says of itself what it is brought as, is put, and
 * what is there is never replaced. Either is an error in the log and counted; the first holds the organization's digests
 * back, and after the second the later ones are brought all the same.
 */
public final class DigestUploads extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(DigestUploads.class);
    private static final String DIGEST = "application/jose";
    private static final String KEY = "application/jwk+json";
    private static final int TOGETHER = 100;
    private static final long BETWEEN_MS = 5_000;
    private static final long LONGEST_MS = 60_000;

    private final Vertx worker;
    private final Database database;
    private final DigestKey key;
    private final KnownKeys keys;
    private final ChainMetrics metrics;
    private final Store store;
    private final DigestQueries queries = new DigestQueries();
    private boolean keyIsThere;
    private long pause = BETWEEN_MS;

    /** Where objects are put. */
    @FunctionalInterface
    public interface Store {
        /** Whether the store has it now; false where it has something else under that name. */
        Future<Boolean> add(String name, String mediaType, Buffer content);
    }

    public DigestUploads(
            Vertx worker, Database database, DigestKey key, AuditSettings settings, ChainMetrics metrics, Store store) {
        this.worker = worker;
        this.database = database;
        this.key = key;
        this.keys = new KnownKeys(key, new DigestFiles(settings.digestDir()));
        this.metrics = metrics;
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

    /**
     * How many were brought. Fails where the store does not take one: then the others would fare no better; and in the end
     * where some are held back.
     */
    Future<Integer> runOnce() {
        return Turns.until(round -> round.isEnd, new Round(0, 0, 0, false), this::some)
                .compose(round -> round.held == 0
                        ? Future.succeededFuture(round.brought)
                        : Future.failedFuture("the digests of " + round.held + " organizations are held back"));
    }

    /** @param after the last organization that was looked at */
    private record Round(long after, int brought, int held, boolean isEnd) {}

    private Future<Round> some(Round round) {
        return queries.wanted(database, round.after, TOGETHER)
                .compose(wanted -> wanted.isEmpty()
                        ? Future.succeededFuture(new Round(round.after, round.brought, round.held, true))
                        : publishKey().compose(published -> each(wanted, 0, round)));
    }

    /** For those who verify without the server. */
    private Future<Void> publishKey() {
        if (keyIsThere) {
            return Future.succeededFuture();
        }
        return worker.executeBlocking(key::publicKey)
                .compose(known -> add("key-" + known.getKeyID() + ".jwk", KEY, known.toJSONString()))
                .onSuccess(there -> keyIsThere = true);
    }

    private Future<Round> each(List<Wanted> wanted, int index, Round round) {
        if (index == wanted.size()) {
            return Future.succeededFuture(new Round(round.after, round.brought, round.held, wanted.size() < TOGETHER));
        }
        var organization = wanted.get(index).organization();
        return database.asWorker(
                        organization, tx -> queries.after(tx, wanted.get(index).uploaded(), TOGETHER))
                .compose(digests -> put(organization, digests, 0)
                        .map(brought -> new Round(
                                organization.value(),
                                round.brought + brought,
                                round.held + (brought < digests.size() ? 1 : 0),
                                false)))
                .compose(so -> each(wanted, index + 1, so));
    }

    /** How many were brought before the first that is held back. */
    private Future<Integer> put(OrganizationId organization, List<Made> digests, int index) {
        if (index == digests.size()) {
            return Future.succeededFuture(index);
        }
        var digest = digests.get(index);
        return worker.executeBlocking(() -> isSigned(organization, digest)).compose(good -> {
            if (!good) {
                LOG.error(
                        "digest {} of organization {} is not what was signed, or by a key that is not known here:"
                                + " it is not brought to the object store",
                        digest.number(),
                        organization);
                metrics.disputed();
                return Future.succeededFuture(index);
            }
            return add(name(organization, digest.number()), DIGEST, digest.signed())
                    .compose(there -> database.asWorker(organization, tx -> queries.uploaded(tx, digest.number())))
                    .compose(noted -> put(organization, digests, index + 1));
        });
    }

    private boolean isSigned(OrganizationId organization, Made made) {
        try {
            return keys.verified(made.signed(), DigestKey.DIGEST)
                    .map(Digest::of)
                    .filter(digest -> digest.organization().equals(organization) && digest.number() == made.number())
                    .isPresent();
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    private Future<Void> add(String name, String mediaType, String content) {
        return store.add(name, mediaType, Buffer.buffer(content)).map(there -> {
            if (!there) {
                LOG.error("the object store has something else as {}: it is left as it is", name);
                metrics.disputed();
            }
            return null;
        });
    }

    /** Names that sort as their numbers do. */
    static String name(OrganizationId organization, long number) {
        return "organization-%s/digest-%012d.jws".formatted(organization, number);
    }
}
