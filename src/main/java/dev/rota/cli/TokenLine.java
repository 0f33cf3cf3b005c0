package dev.rota.cli;

import dev.rota.app.operator.MintedToken;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** How a new token is shown, the only time that it is. */
final class TokenLine {
    private TokenLine() {}

    /** Adds the token, if one was made, and gives back {@code json}. */
    static JsonObject add(JsonObject json, @Nullable MintedToken token) {
        return token == null ? json : json.put("token", token.json());
    }

    static void print(PrintWriter out, @Nullable MintedToken token) {
        if (token != null) {
            var expires = token.issued().expiresAt().toLocalDate();
            out.println("token, shown this once, good until " + expires + ":");
            out.println(token.reveal());
        }
    }
}
