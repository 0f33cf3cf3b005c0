package dev.rota.mcp.protocol;

import dev.rota.json.JsonWriter;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a method answers, before the era gives it a frame.
 *
 * @param kind complete, a question back, or a handle of what goes on
 * @param members writes what stands between the braces of {@code result}
 * @param expectedBytes a guess that spares the writer from growing
 * @param ttlMs how long it may be cached for this caller; negative when it may not
 * @param hiding members in which there are characters that nobody sees, for {@code _meta.sanitized} (security X2)
 * @param meta writes what else stands in {@code _meta} (modern era)
 */
public record MethodResult(
        Kind kind,
        Consumer<JsonWriter> members,
        int expectedBytes,
        long ttlMs,
        List<String> hiding,
        Consumer<JsonWriter> meta) {
    private static final String SANITIZED = "sanitized";

    public MethodResult {
        hiding = List.copyOf(hiding);
    }

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
        return new MethodResult(Kind.COMPLETE, members, expectedBytes, -1, List.of(), MethodResult::none);
    }

    public static MethodResult cacheable(long ttlMs, int expectedBytes, Consumer<JsonWriter> members) {
        return new MethodResult(Kind.COMPLETE, members, expectedBytes, ttlMs, List.of(), MethodResult::none);
    }

    public static MethodResult question(Consumer<JsonWriter> members) {
        return new MethodResult(Kind.INPUT_REQUIRED, members, 1024, -1, List.of(), MethodResult::none);
    }

    /** The same, with what hides in it. */
    public MethodResult hiding(List<String> where) {
        return new MethodResult(kind, members, expectedBytes, ttlMs, where, meta);
    }

    /** Writes what an open {@code _meta} says of it. */
    public void writeMeta(JsonWriter json) {
        if (!hiding.isEmpty()) {
            json.name(SANITIZED).beginArray();
            hiding.forEach(json::value);
            json.endArray();
        }
        meta.accept(json);
    }

    /** Writes its members, and {@code _meta} where there is something to say in it. */
    public void writeWithMeta(JsonWriter json) {
        members.accept(json);
        if (!hiding.isEmpty()) {
            json.name("_meta").beginObject();
            writeMeta(json);
            json.endObject();
        }
    }

    public static MethodResult handle(Consumer<JsonWriter> members) {
        return new MethodResult(Kind.TASK, members, 512, -1, List.of(), MethodResult::none);
    }

    /** One without members. */
    public static MethodResult empty(Consumer<JsonWriter> meta) {
        return new MethodResult(Kind.COMPLETE, MethodResult::none, 256, -1, List.of(), meta);
    }

    public boolean isCacheable() {
        return ttlMs >= 0;
    }

    private static void none(JsonWriter writer) {}
}
