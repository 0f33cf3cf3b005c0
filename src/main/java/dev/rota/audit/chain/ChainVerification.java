package dev.rota.audit.chain;

import dev.rota.audit.chain.ChainWalk.Suspicion;
import dev.rota.audit.chain.Verdict.Finding;
import dev.rota.audit.chain.Verdict.Kind;
import dev.rota.audit.chain.VerificationQueries.Seen;
import dev.rota.database.Database;
import dev.rota.database.Turns;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proves that an organization's audit log is what was written: computes all hashes anew, compares them with the signed
 * digests, and looks for events that were never chained (security U7). Reads page by page, each in a short transaction, so
 * it can run beside everything else and its memory does not grow with the log, but for some hundred bytes a digest.
 *
 * <p>Digests are those of this node's file, where it keeps one, and after its last the database's. What was cut off after the last digest is
 * the only change that leaves no trace, which is why there is a digest at least every hour.
 */
public final class ChainVerification {
    private static final OffsetDateTime EARLIEST = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final int DIGESTS = 1_000;
    /** As good as no limit: whoever has a shell can end it. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Vertx vertx;
    private final Database database;
    private final KnownKeys keys;
    private final DigestFiles files;
    private final VerificationQueries queries = new VerificationQueries();
    private final RetentionQueries retention = new RetentionQueries();
    private final DigestQueries digests = new DigestQueries();

    public ChainVerification(Vertx vertx, Database database, DigestKey key, AuditSettings settings) {
        this.vertx = vertx;
        this.database = database;
        this.files = new DigestFiles(settings.digestDir());
        this.keys = new KnownKeys(key, files);
    }

    /** The same question to digests and a public key alone, without database or server. Blocks. */
    public static Verdict offline(OrganizationId organization, Path digests, Path publicKey) throws IOException {
        var known = DigestFiles.key(publicKey);
        return DigestTrail.of(organization, Files.readAllLines(digests), id -> Optional.of(known))
                .verdict();
    }

    /** Takes some ten seconds for a hundred thousand events. Fails when the database is away or a digest file unreadable. */
    public Future<Verdict> verify(OrganizationId organization) {
        return verify(organization, LONGEST);
    }

    /** The same, and fails with {@code overloaded} where it takes longer than {@code longest}. */
    public Future<Verdict> verify(OrganizationId organization, Duration longest) {
        var deadline = System.nanoTime() + longest.toNanos();
        return trail(organization).compose(trail -> pruned(organization).compose(pruned -> {
            var walk = new ChainWalk(organization, trail.covered(), pruned);
            return walked(organization, walk, deadline).compose(last -> finding(organization, walk, trail, last)
                    .compose(known -> stray(organization, deadline)
                            .map(found -> new Verdict(
                                    walk.first(), last, trail.covered().size(), Finding.earlier(known, found)))));
        }));
    }

    /** Which events were dropped on purpose: what somebody with the key has signed, of this organization. */
    private Future<List<Pruned>> pruned(OrganizationId organization) {
        return database.asWorker(organization, retention::statements)
                .compose(all -> vertx.executeBlocking(() -> all.stream()
                        .flatMap(text -> statement(text).stream())
                        .filter(one -> one.organization().equals(organization))
                        .toList()));
    }

    private Optional<Pruned> statement(String text) {
        try {
            return keys.verified(text, DigestKey.PRUNED).map(Pruned::of);
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private Future<DigestTrail> trail(OrganizationId organization) {
        return vertx.executeBlocking(() -> files.read(organization))
                .compose(lines -> vertx.executeBlocking(() -> files.lastNumber(organization))
                        .compose(last -> later(organization, last, new ArrayList<>(lines)))
                        .compose(all -> vertx.executeBlocking(() -> DigestTrail.of(organization, all, keys::of))));
    }

    /** Adds those that this node's file does not have yet. */
    private Future<List<String>> later(OrganizationId organization, long number, List<String> lines) {
        return Turns.until(page -> page.isEnd, new Place<>(number, false), place -> database.asWorker(
                                organization, tx -> digests.after(tx, place.at, DIGESTS))
                        .map(made -> {
                            made.forEach(one -> lines.add(one.signed()));
                            return new Place<>(
                                    made.isEmpty()
                                            ? place.at
                                            : made.get(made.size() - 1).number(),
                                    made.size() < DIGESTS);
                        }))
                .map(end -> lines);
    }

    /** The chain's last seq. */
    private Future<Long> walked(OrganizationId organization, ChainWalk walk, long deadline) {
        return Turns.until(place -> place.isEnd, new Place<>(0L, false), place -> inTime(deadline)
                        .compose(now -> database.asWorker(organization, tx -> queries.linked(tx, place.at)))
                        .compose(page -> vertx.executeBlocking(() -> {
                            walk.follow(page);
                            return new Place<>(
                                    page.isEmpty()
                                            ? place.at
                                            : page.get(page.size() - 1).link().seq(),
                                    page.size() < VerificationQueries.PAGE || walk.suspicion() != null);
                        })))
                .map(Place::at);
    }

    private Future<@Nullable Finding> finding(
            OrganizationId organization, ChainWalk walk, DigestTrail trail, long last) {
        Suspicion suspicion = walk.suspicion();
        if (suspicion != null) {
            return new Diagnosis(database, organization)
                    .of(suspicion)
                    .map(found -> Finding.earlier(found, trail.finding()));
        }
        var cut = last < Math.max(trail.to(), walk.stated()) ? new Finding(last + 1, Kind.TRUNCATED) : null;
        return Future.succeededFuture(Finding.earlier(cut, trail.finding()));
    }

    /** The first event, in the order of time, that neither has a number nor waits for one. */
    private Future<@Nullable Finding> stray(OrganizationId organization, long deadline) {
        return Turns.until(
                        place -> place.isEnd, new Place<>(new Seen(EARLIEST, 0, true), false), place -> inTime(deadline)
                                .compose(now -> database.asWorker(
                                        organization, tx -> queries.events(tx, place.at.at(), place.at.id())))
                                .map(page -> searched(place.at, page)))
                .compose(end -> end.at.known()
                        ? Future.succeededFuture()
                        : database.asWorker(organization, tx -> queries.place(tx, end.at.at(), end.at.id()))
                                .map(seq -> new Finding(seq, Kind.INSERTED)));
    }

    private static Place<Seen> searched(Seen before, List<Seen> page) {
        for (var event : page) {
            if (!event.known()) {
                return new Place<>(event, true);
            }
        }
        return new Place<>(page.isEmpty() ? before : page.get(page.size() - 1), page.size() < VerificationQueries.PAGE);
    }

    private static Future<Void> inTime(long deadline) {
        return System.nanoTime() - deadline < 0
                ? Future.succeededFuture()
                : Future.failedFuture(new Failure.Unavailable(
                                FailureCode.OVERLOADED,
                                "This log is too long to be verified in one call; rota audit verify takes its time",
                                Duration.ofHours(1))
                        .asException());
    }

    /** How far reading has come. */
    private record Place<T>(T at, boolean isEnd) {}
}
