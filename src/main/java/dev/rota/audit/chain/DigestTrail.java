package dev.rota.audit.chain;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.ECKey;
import dev.rota.audit.chain.Verdict.Finding;
import dev.rota.audit.chain.Verdict.Kind;
import dev.rota.identity.OrganizationId;
import io.vertx.core.json.JsonObject;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An organization's digests, verified from the first on: signatures, numbers, and that each continues the one before.
 * Needs nothing but their text and the public keys. A digest is kept as some hundred bytes, and there is one an hour.
 */
final class DigestTrail {
    private final OrganizationId organization;
    private final Function<String, Optional<ECKey>> keys;
    private final List<Covered> covered = new ArrayList<>();
    private @Nullable Finding finding;

    /** What a good digest says: at {@code to} the chain hash is this. */
    record Covered(long from, long to, Hash chainHash, String signature) {}

    private DigestTrail(OrganizationId organization, Function<String, Optional<ECKey>> keys) {
        this.organization = organization;
        this.keys = keys;
    }

    /**
     * Takes up to a millisecond for each line, so not for an event loop.
     *
     * @param keys public keys by their ids
     */
    static DigestTrail of(OrganizationId organization, List<String> lines, Function<String, Optional<ECKey>> keys) {
        var trail = new DigestTrail(organization, keys);
        for (var line : lines) {
            if (trail.finding == null) {
                trail.add(line);
            }
        }
        return trail;
    }

    /** The good ones, up to the first that is not. */
    List<Covered> covered() {
        return covered;
    }

    /** What is wrong with the first that is not good; null when all are. */
    @Nullable
    Finding finding() {
        return finding;
    }

    /** The last seq that is covered; 0 without digests. */
    long to() {
        return covered.isEmpty() ? 0 : last().to();
    }

    Verdict verdict() {
        return new Verdict(1, to(), covered.size(), finding);
    }

    private void add(String line) {
        var digest = verified(line);
        if (digest == null || !digest.organization().equals(organization)) {
            found(Kind.EDITED);
        } else if (digest.number() > covered.size() + 1) {
            found(Kind.MISSING);
        } else if (digest.number() <= covered.size()) {
            repeated(line, digest);
        } else if (digest.from() != to() + 1
                || digest.to() < digest.from()
                || !Objects.equals(digest.previous(), covered.isEmpty() ? null : last().signature())) {
            found(Kind.EDITED);
        } else {
            covered.add(new Covered(digest.from(), digest.to(), digest.chainHash(), Digests.signature(line)));
        }
    }

    /** Where nodes share a directory, two may copy the same line. */
    private void repeated(String line, Digest digest) {
        var number = digest.number();
        if (number < 1 || !covered.get((int) number - 1).signature().equals(Digests.signature(line))) {
            found(Kind.REORDERED);
        }
    }

    private Covered last() {
        return covered.get(covered.size() - 1);
    }

    private void found(Kind kind) {
        finding = new Finding(to() + 1, kind);
    }

    private @Nullable Digest verified(String line) {
        try {
            var id = JWSObject.parse(line).getHeader().getKeyID();
            var signed =
                    keys.apply(id == null ? "" : id).flatMap(key -> DigestKey.verified(line, DigestKey.DIGEST, key));
            return signed.map(jws -> Digest.of(new JsonObject(jws.getPayload().toString())))
                    .orElse(null);
        } catch (ParseException | RuntimeException unreadable) {
            return null;
        }
    }
}
