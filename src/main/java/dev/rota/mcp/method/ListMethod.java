package dev.rota.mcp.method;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.catalog.Page;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.seal.Cursors;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** One of the four list methods. Its cursors continue the same list for the same principal (MCP pagination). */
final class ListMethod implements Method.Work {
    /** Entries of a page; today's lists fit on one. */
    static final int PAGE_SIZE = 200;

    private final String member;
    private final Cursors cursors;
    private final Pages pages;

    ListMethod(String member, Cursors cursors, Pages pages) {
        this.member = member;
        this.cursors = cursors;
        this.pages = pages;
    }

    /** Where the entries come from. */
    interface Pages {
        /** @param after key of the last entry of the page before; null for the first page */
        Page<JsonBytes> page(Caller caller, Invocation invocation, @Nullable String after);
    }

    @Override
    public Future<MethodResult> answer(Caller caller, Invocation invocation) {
        var binding = binding(caller, invocation);
        var cursor = Params.optionalText(invocation.params(), "cursor"); // "" is a value like any other
        var after = cursor == null ? null : cursors.position(binding, cursor);
        var page = pages.page(caller, invocation, after);
        var bytes = page.items().stream().mapToInt(JsonBytes::length).sum();
        return Future.succeededFuture(MethodResult.cacheable(
                MethodResult.STABLE_TTL_MS, bytes + 256, writer -> write(writer, page, binding)));
    }

    private void write(JsonWriter writer, Page<JsonBytes> page, String binding) {
        writer.name(member).beginArray();
        page.items().forEach(writer::encoded);
        writer.endArray();
        if (page.next() != null) {
            writer.name("nextCursor").value(cursors.after(binding, page.next()));
        }
    }

    private static String binding(Caller caller, Invocation invocation) {
        return invocation.method() + " " + caller.principal().kind().wire() + ":"
                + caller.principal().id();
    }
}
