package dev.rota.dialect;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import java.util.function.IntFunction;

/**
 * How long an answer to a caller may be (design section 4).
 *
 * @param bytes of all but what follows the rows
 */
public record ResponseCap(int bytes) {
    /** Texts are cut to no fewer characters. */
    public static final int SHORTEST_CUT = 256;

    private static final int BYTES_PER_TOKEN = 4;
    private static final int TAIL_BYTES = 64;

    public static ResponseCap of(Caller caller) {
        return new ResponseCap(caller.maxResponseTokens() * BYTES_PER_TOKEN - TAIL_BYTES);
    }

    /** What {@code writing} makes of texts that are cut until it fits, or until they are as short as they may be. */
    public JsonBytes fitting(IntFunction<JsonBytes> writing) {
        var longest = bytes;
        var json = writing.apply(longest);
        while (json.length() > bytes && longest > SHORTEST_CUT) {
            longest = Math.max(SHORTEST_CUT, longest / 2);
            json = writing.apply(longest);
        }
        return json;
    }
}
