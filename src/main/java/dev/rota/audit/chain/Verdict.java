package dev.rota.audit.chain;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What verification found (security U7).
 *
 * @param from first seq that was verified
 * @param to last seq of the chain as it is; one less than {@code from} where it is empty
 * @param digests signed digests that were read, up to the first that is not good
 * @param finding null when all is as it was written
 */
public record Verdict(long from, long to, long digests, @Nullable Finding finding) {
    /** What was done to the log. The wire text is the lower-case name. */
    public enum Kind {
        /** An event, a link or a digest says something else. */
        EDITED,
        /** An event or a link is gone, and later ones are there. */
        MISSING,
        /** There is something that the server never wrote. */
        INSERTED,
        /** Events have changed places. */
        REORDERED,
        /** The log ends before it did. */
        TRUNCATED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param seq the first that is not as it was; where a digest does not fit, the first that it covers */
    public record Finding(long seq, Kind kind) {
        /** The earlier one; of two at the same place {@code first}. */
        static @Nullable Finding earlier(@Nullable Finding first, @Nullable Finding second) {
            return first == null || (second != null && second.seq < first.seq) ? second : first;
        }
    }

    public boolean ok() {
        return finding == null;
    }

    /** As the REST API and the command answer. */
    public JsonObject toJson() {
        var json = new JsonObject()
                .put("ok", ok())
                .put("from_seq", from)
                .put("to_seq", to)
                .put("digests", digests);
        return finding == null ? json : json.put("first_bad_seq", finding.seq).put("kind", finding.kind.wire());
    }
}
