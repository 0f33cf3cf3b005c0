package dev.rota.audit.chain;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.ECKey;
import dev.rota.audit.chain.ChainWalk.Suspicion;
import dev.rota.audit.chain.Verdict.Finding;
import dev.rota.audit.chain.Verdict.Kind;
import dev.rota.database.Database;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
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
 * <p>Digests are those of this node's file, and after its last the database's. What was cut off after the last digest is
 * the only change that leaves no trace, which is why there is a digest at least every hour.
 */
public final class ChainVerification {
    private static final OffsetDateTime EARLIEST = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final int DIGESTS = 1_000;

    private final Vertx vertx;
    private final Database database;
    private final DigestKey key;
    private final DigestFiles files;
    private final VerificationQueries queries = new VerificationQueries();
    private final RetentionQueries retention = new RetentionQueries();
    private final DigestQueries digests = new DigestQueries();

    public ChainVerification(Vertx vertx, Database database, DigestKey key, AuditSettings settings) {
        this.vertx = vertx;
        this.database = database;
        this.key = key;
        this.files = new DigestFiles(settings.digestDir());
    }

    /** The same question to digests and a public key alone, without database or server. Blocks. */
    public static Verdict offline(OrganizationId organization, Path digests, Path publicKey) throws IOException {
        var known = DigestFiles.key(publicKey);
        return DigestTrail.of(organization, Files.readAllLines(digests), id -> Optional.of(known))
                .verdict();
    }

    /** Takes some ten seconds for a hundred thousand events. Fails when the database is away or a digest file unreadable. */
    public Future<Verdict> verify(OrganizationId organization) {
        return trail(organization).compose(trail -> {
            return pruned(organization).compose(pruned -> {
                var walk = new ChainWalk(organization, trail.covered(), pruned);
                return walked(organization, walk, 0).compose(last -> finding(organization, walk, trail, last)
                        .compose(known -> stray(organization, EARLIEST, 0)
                                .map(found -> new Verdict(
                                        walk.first(), last, trail.covered().size(), Finding.earlier(known, found)))));
            });
        });
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
            var id = JWSObject.parse(text).getHeader().getKeyID();
            return publicKey(id == null ? "" : id)
                    .flatMap(known -> DigestKey.verified(text, DigestKey.PRUNED, known))
                    .map(jws -> Pruned.of(new JsonObject(jws.getPayload().toString())));
        } catch (ParseException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private Future<DigestTrail> trail(OrganizationId organization) {
        return vertx.executeBlocking(() -> files.read(organization)).compose(lines -> vertx.executeBlocking(
                        () -> files.lastNumber(organization))
                .compose(last -> later(organization, last, new ArrayList<>(lines)))
                .compose(all -> vertx.executeBlocking(() -> DigestTrail.of(organization, all, this::publicKey))));
    }

    /** Adds those that this node's file does not have yet. */
    private Future<List<String>> later(OrganizationId organization, long number, List<String> lines) {
        return database.asWorker(organization, tx -> digests.after(tx, number, DIGESTS))
                .compose(made -> {
                    made.forEach(one -> lines.add(one.signed()));
                    return made.size() < DIGESTS
                            ? Future.succeededFuture(lines)
                            : later(organization, made.get(made.size() - 1).number(), lines);
                });
    }

    /** This server's key, or a former one whose public part it once put beside its digests. */
    private Optional<ECKey> publicKey(String id) {
        var own = key.publicKey();
        try {
            return own.getKeyID().equals(id) ? Optional.of(own) : files.key(id);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The chain's last seq. */
    private Future<Long> walked(OrganizationId organization, ChainWalk walk, long after) {
        return database.asWorker(organization, tx -> queries.linked(tx, after))
                .compose(page -> vertx.executeBlocking(() -> {
                            walk.follow(page);
                            return page;
                        })
                        .compose(followed -> {
                            var last = followed.isEmpty()
                                    ? after
                                    : followed.get(followed.size() - 1).link().seq();
                            return followed.size() < VerificationQueries.PAGE || walk.suspicion() != null
                                    ? Future.succeededFuture(last)
                                    : walked(organization, walk, last);
                        }));
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
    private Future<@Nullable Finding> stray(OrganizationId organization, OffsetDateTime at, long id) {
        return database.asWorker(organization, tx -> queries.events(tx, at, id)).compose(page -> {
            for (var event : page) {
                if (!event.known()) {
                    return database.asWorker(organization, tx -> queries.place(tx, event.at(), event.id()))
                            .map(place -> new Finding(place, Kind.INSERTED));
                }
            }
            var last = page.isEmpty() ? null : page.get(page.size() - 1);
            return last == null || page.size() < VerificationQueries.PAGE
                    ? Future.succeededFuture()
                    : stray(organization, last.at(), last.id());
        });
    }
}
