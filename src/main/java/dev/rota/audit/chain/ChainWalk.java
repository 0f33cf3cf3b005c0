package dev.rota.audit.chain;

import dev.rota.audit.chain.DigestTrail.Covered;
import dev.rota.audit.chain.VerificationQueries.Linked;
import dev.rota.identity.OrganizationId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes along the chain from its first link, computing everything anew, until something is not as it must be. */
final class ChainWalk {
    private final OrganizationId organization;
    private final List<Covered> digests;
    private final List<Pruned> pruned;
    private int nextDigest;
    private long seq;
    private long firstPresent;
    private Hash chainHash = Hash.ZERO;
    private @Nullable Suspicion suspicion;

    /** What does not fit. */
    enum Reason {
        /** The link is not there, a later one is. */
        NO_LINK,
        NO_EVENT,
        /** The event has another hash than its link says. */
        OTHER_EVENT,
        /** The link does not continue the chain. */
        OTHER_LINK,
        /** All fits, but a digest, or the statement of a drop, was signed over something else. */
        OTHER_DIGEST
    }

    /**
     * The first thing that does not fit.
     *
     * @param seq where it belongs
     * @param before chain hash of the link before
     * @param found what stands there
     */
    record Suspicion(long seq, Reason reason, Hash before, Linked found) {}

    /** @param pruned which events may be gone, as was signed */
    ChainWalk(OrganizationId organization, List<Covered> digests, List<Pruned> pruned) {
        this.organization = organization;
        this.digests = digests;
        this.pruned = pruned;
    }

    /** The first seq whose event is there, or must be; one more than the last where none is. */
    long first() {
        return firstPresent > 0 ? firstPresent : seq + 1;
    }

    /** How far the chain had come at least, as those statements say; 0 without any. */
    long stated() {
        return pruned.stream().mapToLong(Pruned::to).max().orElse(0);
    }

    /** The last seq that is as it must be. */
    long seq() {
        return seq;
    }

    @Nullable
    Suspicion suspicion() {
        return suspicion;
    }

    /** Goes on along a page of links. Takes some microseconds for each, so not for an event loop. */
    void follow(List<Linked> page) {
        for (var linked : page) {
            if (suspicion != null) {
                return;
            }
            step(linked);
        }
    }

    private void step(Linked found) {
        var expected = seq + 1;
        var link = found.link();
        var document = found.document();
        if (link.seq() != expected) {
            suspect(expected, Reason.NO_LINK, found);
        } else if (document == null && !mayBeGone(found)) {
            suspect(expected, Reason.NO_EVENT, found);
        } else if (document != null && !ChainHash.event(document).equals(link.eventHash())) {
            suspect(expected, Reason.OTHER_EVENT, found);
        } else if (!ChainHash.link(organization, expected, chainHash, link.eventHash())
                .equals(link.chainHash())) {
            suspect(expected, Reason.OTHER_LINK, found);
        } else {
            seq = expected;
            chainHash = link.chainHash();
            firstPresent = firstPresent == 0 && document != null ? expected : firstPresent;
            compare(found);
        }
    }

    private boolean mayBeGone(Linked found) {
        return pruned.stream()
                .anyMatch(one -> one.covers(found.link().seq(), found.link().at()));
    }

    private void compare(Linked found) {
        if (nextDigest < digests.size() && digests.get(nextDigest).to() == seq) {
            var digest = digests.get(nextDigest++);
            if (!digest.chainHash().equals(chainHash)) {
                suspect(digest.from(), Reason.OTHER_DIGEST, found);
            }
        }
        for (var one : pruned) {
            if (one.to() == seq && !one.chainHash().equals(chainHash.toString())) {
                suspect(seq, Reason.OTHER_DIGEST, found);
            }
        }
    }

    private void suspect(long where, Reason reason, Linked found) {
        suspicion = new Suspicion(where, reason, chainHash, found);
    }
}
