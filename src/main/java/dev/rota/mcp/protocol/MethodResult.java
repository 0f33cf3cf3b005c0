package dev.rota.mcp.protocol;

import dev.rota.json.JsonWriter;
import java.util.function.Consumer;

/**
 * What a method answers, before the era gives it a frame.
 *
 * @param kind complete, a question back, or a handle of what goes on
 * @param members writes what stands between the braces of {@code result}
 * @param expectedBytes a guess that spares the writer from growing
 * @param ttlMs how long it may be cached for this caller; negative when it may not
 * @param meta writes what stands in {@code _meta} beside what all results have there (modern era)
 */
public record MethodResult(
        Kind kind, Consumer<JsonWriter> members, int expectedBytes, long ttlMs, Consumer<JsonWriter> meta) {

    /** The wire text of {@code resultType}. */
    public enum Kind {
        COMPLETE("complete"),
        INPUT_REQUIRED("input_required"),
        /** Of the tasks extension. */
        TASK("task");

        private final String wire;

        Kind(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }

    /** Lists and documents that change with a release only (catalogue section 1). */
    public static final long STABLE_TTL_MS = 300_000;

    public static MethodResult of(int expectedBytes, Consumer<JsonWriter> members) {
        return new MethodResult(Kind.COMPLETE, members, expectedBytes, -1, MethodResult::none);
    }

    public static MethodResult cacheable(long ttlMs, int expectedBytes, Consumer<JsonWriter> members) {
        return new MethodResult(Kind.COMPLETE, members, expectedBytes, ttlMs, MethodResult::none);
    }

    public static MethodResult question(Consumer<JsonWriter> members) {
        return new MethodResult(Kind.INPUT_REQUIRED, members, 1024, -1, MethodResult::none);
    }

    public static MethodResult handle(Consumer<JsonWriter> members) {
        return new MethodResult(Kind.TASK, members, 512, -1, MethodResult::none);
    }

    /** One without members. */
    public static MethodResult empty(Consumer<JsonWriter> meta) {
        return new MethodResult(Kind.COMPLETE, MethodResult::none, 256, -1, meta);
    }

    public boolean isCacheable() {
        return ttlMs >= 0;
    }

    private static void none(JsonWriter writer) {}
}
