package dev.rota.mcp.method;

import dev.rota.audit.Action;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.http.RequestInfos;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.mcp.Refusals;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.catalog.CatalogTool;
import dev.rota.mcp.catalog.Shown;
import dev.rota.mcp.catalog.ToolCatalog;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Denied;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.MethodSpan;
import dev.rota.mcp.protocol.ProtocolException;
import dev.rota.trace.CallFacts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * {@code tools/call}: finds the tool, compares read-only, scopes and mirrored headers, resolves and validates the
 * arguments, runs it. What is refused on the way is recorded before it is answered.
 */
final class ToolsCall implements Method {
    private final ToolCatalog catalog;
    private final Access access;
    private final Refusals refusals;

    ToolsCall(ToolCatalog catalog, Access access, Refusals refusals) {
        this.catalog = catalog;
        this.access = access;
        this.refusals = refusals;
    }

    @Override
    public Future<MethodResult> answer(Invocation invocation) {
        return access.calling(invocation.request(), caller -> attempt(caller, invocation))
                .recover(cause ->
                        cause instanceof Denied denied ? recorded(denied, invocation) : Future.failedFuture(cause));
    }

    private Future<MethodResult> attempt(Caller caller, Invocation invocation) {
        Prepared prepared;
        try {
            prepared = prepare(caller, invocation);
        } catch (ProtocolException | FailureException refused) {
            return Future.failedFuture(new Denied(caller, refused));
        }
        return run(prepared).map(result -> framed(result, prepared.call.caller(), invocation));
    }

    private record Prepared(CatalogTool tool, ToolCall call) {}

    private Prepared prepare(Caller caller, Invocation invocation) {
        var name = Params.text(invocation.params(), "name");
        var tool = catalog.find(name).orElseThrow(() -> invocation.noSuchTool(Shown.text(name)));
        MethodSpan.ofTool(tool.definition().name());
        invocation.requireCapabilities(tool.tool().clientCapabilities());
        var given = Params.optionalObject(invocation.params(), "arguments");
        var scopes = tool.tool().scopes(given);
        requireReach(tool, scopes, caller, invocation);
        invocation.checkMirrored(tool.mirrored(), given);
        var exchange = invocation.exchange(caller);
        var arguments = given.copy();
        var organization = tool.takeOrganization(arguments);
        var narrowed = organization == null ? caller : caller.within(organization);
        var permitted = narrowed.permitted(scopes); // before it is said what is wrong with the rest
        CallFacts.caller(permitted);
        var checked = tool.arguments(arguments, invocation.request().path().project());
        return new Prepared(tool, new ToolCall(permitted, name, new ToolArguments(checked), exchange));
    }

    private void requireReach(CatalogTool tool, Set<Scope> scopes, Caller caller, Invocation invocation) {
        catalog.requireTaken(tool, caller);
        var changes = !tool.definition().hints().readOnly();
        if (changes
                && (invocation.request().path().readOnly()
                        || caller.restrictions().readOnly())) {
            throw new Failure.Refused(FailureCode.FORBIDDEN, "Only tools that change nothing may be called here")
                    .asException();
        }
        caller.require(scopes);
    }

    /** A failure the model can act on is a result, also for the transaction's owner: it has been rolled back. */
    private static Future<ToolResult> run(Prepared prepared) {
        Future<ToolResult> running;
        try {
            running = prepared.tool.tool().call(prepared.call);
        } catch (FailureException refused) { // before it became an operation: nothing has confirmed the caller yet
            return Future.failedFuture(new Denied(prepared.call.caller(), refused));
        } catch (RuntimeException e) { // tools may throw as well as fail
            running = Future.failedFuture(e);
        }
        return running.recover(ToolsCall::asResult);
    }

    private static Future<ToolResult> asResult(Throwable cause) {
        var result = cause instanceof FailureException expected
                ? ToolFailures.result(expected.failure())
                : java.util.Optional.<ToolResult>empty();
        return result.map(Future::succeededFuture).orElseGet(() -> Future.failedFuture(cause));
    }

    private Future<MethodResult> recorded(Denied denied, Invocation invocation) {
        var name = invocation.params().getValue("name") instanceof String text ? text : invocation.method();
        var given = invocation.params().getValue("arguments") instanceof JsonObject object ? object : new JsonObject();
        var action = catalog.find(name)
                .map(tool -> tool.tool().action(name, given))
                .orElseGet(() -> Action.mcp(shown(name)));
        return refusals.record(denied.caller(), action, denied.outcome())
                .compose(recorded -> asResult(denied.answer()))
                .map(result -> framed(result, denied.caller(), invocation));
    }

    /** What the log keeps of a name that may be anything: cut, without what a log viewer would act on. */
    private static String shown(String name) {
        var clean = RequestInfos.client(name);
        return clean == null ? "" : clean;
    }

    private static MethodResult framed(ToolResult result, Caller caller, Invocation invocation) {
        if (result instanceof ToolResult.InputRequired question) {
            return invocation.question(caller, question.requests(), question.state());
        }
        if (result instanceof ToolResult.Background begun) {
            return invocation.handle(writer -> WireTask.writeHandle(writer, begun.task()));
        }
        var complete = (ToolResult.Complete) result;
        return WireResult.of(complete);
    }
}
