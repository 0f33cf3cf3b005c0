package dev.rota.token;

import dev.rota.identity.RandomText;

/** A token before it is stored: its public id and its secret. */
record Drawn(String id, OpaqueToken token) {
    static Drawn of(OpaqueToken.Kind kind) {
        return new Drawn("tok_" + RandomText.of(12), OpaqueToken.random(kind));
    }
}
