package dev.rota.audit.chain;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.ECKey;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.text.ParseException;
import java.util.Optional;

/** The public keys that count for what is signed of the audit: this server's, its former ones, and those beside its digests. Blocks. */
final class KnownKeys {
    private final DigestKey own;
    private final DigestFiles files;

    KnownKeys(DigestKey own, DigestFiles files) {
        this.own = own;
        this.files = files;
    }

    /** This server's key, or a former one: of its settings, or whose public part it once put beside its digests. */
    Optional<ECKey> of(String id) {
        var known = own.publicKey(id);
        try {
            return known.isPresent() ? known : files.key(id);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** What a compact JWS says; empty where none of these keys has signed it as {@code type}. */
    Optional<JsonObject> verified(String text, JOSEObjectType type) {
        try {
            var id = JWSObject.parse(text).getHeader().getKeyID();
            return of(id == null ? "" : id)
                    .flatMap(key -> DigestKey.verified(text, type, key))
                    .map(jws -> new JsonObject(jws.getPayload().toString()));
        } catch (ParseException unreadable) {
            return Optional.empty();
        }
    }
}
