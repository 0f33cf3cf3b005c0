package dev.rota.mcp.protocol;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The key that makes a retry harmless, as a header or as a member of {@code _meta}. */
public final class IdempotencyKeys {
    public static final String META = "dev.rota/idempotency-key";
    private static final String HEADER = "Idempotency-Key";

    private IdempotencyKeys() {}

    /** The request's key; null when it has none. */
    public static @Nullable String of(MultiMap headers, JsonObject meta) {
        var header = headers.get(HEADER);
        var member = meta.getValue(META);
        if (member != null && !(member instanceof String)) {
            throw ProtocolException.invalidParams("'" + META + "' must be a string");
        }
        if (header != null && member != null && !header.equals(member)) {
            throw ProtocolException.invalidParams("'" + META + "' differs from the header " + HEADER);
        }
        var key = member != null ? (String) member : header;
        if (key != null && (key.isEmpty() || key.length() > 255)) {
            throw ProtocolException.invalidParams("An idempotency key has 1 to 255 characters");
        }
        return key;
    }
}
