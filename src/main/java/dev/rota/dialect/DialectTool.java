package dev.rota.dialect;

import dev.rota.audit.Action;
import dev.rota.failure.FailureException;
import dev.rota.identity.Credential;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One line of a dialect's table: what is published, which native operation it is, and how it is called. */
public final class DialectTool implements Tool {
    private final Wording wording;
    private final String operation;
    private final ToolDefinition definition;
    private final Work work;
    private final Listing listing;
    private final @Nullable Turn turn;

    /** @param operation the native tool's name, by which the audit knows what is done */
    public DialectTool(Wording wording, String operation, ToolDefinition definition, Work work) {
        this(wording, operation, definition, work, Listing.TO_ALL);
    }

    /** One that is another operation where its arguments say so. */
    public DialectTool(Wording wording, String operation, ToolDefinition definition, Turn turn, Work work) {
        this(wording, operation, definition, work, Listing.TO_ALL, turn);
    }

    public DialectTool(Wording wording, String operation, ToolDefinition definition, Work work, Listing listing) {
        this(wording, operation, definition, work, listing, null);
    }

    private DialectTool(
            Wording wording,
            String operation,
            ToolDefinition definition,
            Work work,
            Listing listing,
            @Nullable Turn turn) {
        this.turn = turn;
        this.wording = wording;
        this.operation = operation;
        this.definition = definition;
        this.work = work;
        this.listing = listing;
    }

    /**
     * What a call is that has an argument of that name.
     *
     * @param argument as it is listed
     * @param operation the native tool's name
     * @param scopes what such a call needs in place of the definition's
     */
    public record Turn(String argument, String operation, Set<Scope> scopes) {
        public Turn {
            scopes = Set.copyOf(scopes);
        }
    }

    /**
     * How a tool is listed at the dialect's own endpoint.
     *
     * @param kinds of credentials it takes there
     * @param beside members of its entry that MCP does not have
     */
    public record Listing(Set<Credential.Kind> kinds, JsonObject beside) {
        static final Listing TO_ALL = new Listing(EnumSet.allOf(Credential.Kind.class), new JsonObject());

        public Listing {
            kinds = Set.copyOf(kinds);
        }
    }

    /** Translates a call, runs the operation, translates its answer. */
    @FunctionalInterface
    public interface Work {
        Future<JsonBytes> run(DialectCall call);
    }

    @Override
    public ToolDefinition definition() {
        return definition;
    }

    @Override
    public boolean takes(Credential.Kind kind) {
        return listing.kinds().contains(kind);
    }

    @Override
    public JsonObject listedBeside() {
        return listing.beside();
    }

    /** Both names, also where they are the same: so the audit tells who still uses the dialect (catalogue section 11). */
    @Override
    public Action action(String called) {
        return new Action(Action.Category.MCP, operation, called);
    }

    @Override
    public Action action(String called, JsonObject given) {
        return turn != null && given.containsKey(turn.argument())
                ? new Action(Action.Category.MCP, turn.operation(), called)
                : action(called);
    }

    @Override
    public Set<Scope> scopes(JsonObject given) {
        return turn != null && given.containsKey(turn.argument()) ? turn.scopes() : definition.scopes();
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var caller = call.caller().speaking(wording.dialect());
        var arguments = call.arguments();
        var translated = new DialectCall(
                caller, arguments, action(call.name(), arguments.json()), call.idempotencyKey(wording.dialect()));
        try {
            return work.run(translated)
                    .map(ToolResult::of)
                    .recover(problem -> Future.failedFuture(
                            problem instanceof FailureException known ? wording.said(known, caller) : problem));
        } catch (FailureException known) {
            throw wording.said(known, caller);
        }
    }
}
