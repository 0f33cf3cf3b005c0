package dev.rota.mcp.method;

import dev.rota.audit.Action;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.Refusals;
import dev.rota.mcp.Resource.Contents;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.catalog.ResourceCatalog.Match;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Denied;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.Future;

/** {@code resources/read}: access is checked at every read; what is not there and what is foreign look the same. */
final class ResourcesRead implements Method {
    private final ResourceCatalog catalog;
    private final Access access;
    private final Refusals refusals;

    ResourcesRead(ResourceCatalog catalog, Access access, Refusals refusals) {
        this.catalog = catalog;
        this.access = access;
        this.refusals = refusals;
    }

    @Override
    public Future<MethodResult> answer(Invocation invocation) {
        if (!(invocation.params().getValue("uri") instanceof String uri)) {
            return access.refuse(invocation.request(), ProtocolException.invalidParams("'uri' must be a string"));
        }
        var match = catalog.find(uri);
        if (match.isEmpty()) {
            return access.refuse(invocation.request(), invocation.noSuchResource(uri));
        }
        var found = match.get();
        return (found.resource().readsData()
                        ? access.calling(invocation.request(), caller -> read(caller, uri, found, invocation))
                        : access.confirmed(invocation.request(), caller -> read(caller, uri, found, invocation)))
                .recover(cause -> refused(cause, invocation));
    }

    private static Future<MethodResult> read(Caller caller, String uri, Match match, Invocation invocation) {
        var resource = match.resource();
        Caller permitted;
        try {
            permitted = Reach.of(caller, resource.definition().scopes());
        } catch (FailureException refused) {
            return Future.failedFuture(new Denied(caller, refused));
        }
        var ttl = resource.readsData() ? 0 : MethodResult.STABLE_TTL_MS;
        return resource.read(permitted, uri, match.variables(), invocation.exchange(permitted))
                .recover(cause -> Future.failedFuture(isNotFound(cause) ? invocation.noSuchResource(uri) : cause))
                .map(contents -> MethodResult.cacheable(ttl, 4_096, writer -> write(writer, contents))
                        .hiding(HiddenText.of(contents)));
    }

    private static boolean isNotFound(Throwable cause) {
        return cause instanceof FailureException expected && expected.failure() instanceof Failure.NotFound;
    }

    private Future<MethodResult> refused(Throwable cause, Invocation invocation) {
        return cause instanceof Denied denied
                ? refusals.record(denied.caller(), Action.mcp(invocation.method()), denied.outcome())
                        .compose(recorded -> Future.failedFuture(denied))
                : Future.failedFuture(cause);
    }

    private static void write(JsonWriter writer, Contents contents) {
        writer.name("contents").beginArray();
        contents.items().forEach(item -> writer.encoded(JsonBytes.of(item)));
        writer.endArray();
    }
}
