package dev.rota.mcp.protocol;

import dev.rota.json.JsonBytes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One finished answer, for any transport that can say a status.
 *
 * @param status of HTTP
 * @param headers beside the content type
 * @param body one JSON-RPC message; null for an empty body
 */
public record Answer(int status, Map<String, String> headers, @Nullable JsonBytes body) {
    /** The answer to everything that gets none: notifications. */
    public static final Answer ACCEPTED = new Answer(202, Map.of(), null);

    public Answer {
        headers = Map.copyOf(headers);
    }

    public static Answer ok(JsonBytes body) {
        return new Answer(200, Map.of(), body);
    }

    /** The same answer with one more header. */
    public Answer with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }
}
