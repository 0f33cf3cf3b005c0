package dev.rota.audit.chain;

import dev.rota.audit.chain.ChainQueries.Link;
import dev.rota.audit.chain.ChainWalk.Suspicion;
import dev.rota.audit.chain.Verdict.Finding;
import dev.rota.audit.chain.Verdict.Kind;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.database.Turns;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds out what was done, once something does not fit: looks where else in the chain it would. */
final class Diagnosis {
    private final Database database;
    private final OrganizationId organization;
    private final VerificationQueries queries = new VerificationQueries();

    Diagnosis(Database database, OrganizationId organization) {
        this.database = database;
        this.organization = organization;
    }

    Future<Finding> of(Suspicion suspicion) {
        var kind =
                switch (suspicion.reason()) {
                    case NO_LINK -> Future.succeededFuture(Kind.MISSING);
                    case NO_EVENT -> read(tx -> goneOrMoved(tx, suspicion));
                    case OTHER_EVENT ->
                        continuesChain(suspicion)
                                ? read(tx -> editedOrSwapped(tx, suspicion))
                                : misplaced(suspicion, suspicion.found().link());
                    case OTHER_LINK -> misplaced(suspicion, suspicion.found().link());
                    case OTHER_DIGEST -> Future.succeededFuture(Kind.EDITED);
                };
        return kind.map(found -> new Finding(suspicion.seq(), found));
    }

    private boolean continuesChain(Suspicion suspicion) {
        var link = suspicion.found().link();
        return ChainHash.link(organization, suspicion.seq(), suspicion.before(), link.eventHash())
                .equals(link.chainHash());
    }

    private interface Reading<T> {
        Future<T> from(OrganizationTx tx);
    }

    private <T> Future<T> read(Reading<T> reading) {
        return database.asWorker(organization, reading::from);
    }

    /** The event has another time now, or is gone; where all later ones are gone too, the log was cut. */
    private Future<Kind> goneOrMoved(OrganizationTx tx, Suspicion suspicion) {
        var id = suspicion.found().link().eventId();
        return queries.timeOf(tx, id)
                .compose(time -> time.isPresent()
                        ? queries.isTimeOfAnother(tx, time.get(), id)
                                .map(swapped -> swapped ? Kind.REORDERED : Kind.EDITED)
                        : queries.hasLaterEvent(tx, suspicion.seq())
                                .map(later -> later ? Kind.MISSING : Kind.TRUNCATED));
    }

    private Future<Kind> editedOrSwapped(OrganizationTx tx, Suspicion suspicion) {
        var document = Objects.requireNonNull(suspicion.found().document());
        return queries.isHashOfAnother(tx, ChainHash.event(document))
                .map(elsewhere -> elsewhere ? Kind.REORDERED : Kind.EDITED);
    }

    /** Searches the links behind for the one that belongs here. */
    private Future<Kind> misplaced(Suspicion suspicion, Link here) {
        return Turns.until(search -> search.kind != null, new Search(here, null), search -> read(tx ->
                                queries.links(tx, search.before.seq()))
                        .map(page -> searched(suspicion, search.before, page)))
                .map(end -> Objects.requireNonNull(end.kind));
    }

    /** @param kind what was found; null where the search goes on behind {@code before} */
    private record Search(Link before, @Nullable Kind kind) {}

    private Search searched(Suspicion suspicion, Link before, List<Link> page) {
        var kind = misplaced(suspicion, before, page);
        if (kind == null && page.size() < VerificationQueries.PAGE) {
            return new Search(before, Kind.EDITED);
        }
        return new Search(page.isEmpty() ? before : page.get(page.size() - 1), kind);
    }

    private @Nullable Kind misplaced(Suspicion suspicion, Link before, List<Link> page) {
        var here = suspicion.found().link();
        var last = before;
        for (var other : page) {
            var made = ChainHash.link(organization, suspicion.seq(), suspicion.before(), other.eventHash());
            if (made.equals(here.chainHash())) {
                return Kind.REORDERED; // what the links point to was swapped
            }
            if (made.equals(other.chainHash())) {
                // The one that stands here belongs there, or nowhere.
                var previous = last.seq() == here.seq() ? other.chainHash() : last.chainHash();
                var there = ChainHash.link(organization, other.seq(), previous, here.eventHash());
                return there.equals(here.chainHash()) ? Kind.REORDERED : Kind.INSERTED;
            }
            last = other;
        }
        return null;
    }
}
