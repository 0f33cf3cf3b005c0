package dev.rota.app.operator;

import dev.rota.token.Tokens.Issued;
import dev.rota.token.Tokens.NewToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;

/** A token as it is shown to whoever asked for it: this once, with its secret. */
public record MintedToken(NewToken wanted, Issued issued) {
    /** The secret. */
    public String reveal() {
        return issued.token().reveal();
    }

    /** As the admin API answers a creation (design section 3). */
    public JsonObject json() {
        return new JsonObject()
                .put("id", issued.id())
                .put("kind", wanted.kind().wire())
                .put("name", wanted.name())
                .put("token", reveal())
                .put("hint", issued.token().hint())
                .put("resource", wanted.resource())
                .put("scopes", new JsonArray(issued.scopes()))
                .put("created_at", time(issued.createdAt()))
                .put("expires_at", time(issued.expiresAt()));
    }

    private static String time(OffsetDateTime at) {
        return at.toInstant().toString();
    }
}
