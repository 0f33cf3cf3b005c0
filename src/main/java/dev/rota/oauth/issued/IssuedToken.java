package dev.rota.oauth.issued;

import dev.rota.oauth.token.AccessToken;
import dev.rota.token.OpaqueToken;

/** Something that may have been issued here, as a client presents it. */
sealed interface IssuedToken {
    /** An access token; its signature and its times are good. */
    record Access(AccessToken claims) implements IssuedToken {}

    /** A refresh token; nobody has looked whether there is one like it. */
    record Refresh(OpaqueToken token) implements IssuedToken {}
}
