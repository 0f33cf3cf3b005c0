package dev.rota.mcp;

import dev.rota.identity.Scope;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * What {@code tools/list} says of a tool, and what it takes to call it.
 *
 * @param name {@code verb_noun}
 * @param title for people
 * @param description one or two sentences for a model
 * @param toolset the group it is selected by
 * @param scopes every scope a call needs; empty when any credential will do
 * @param hints all four, always stated
 * @param inputSchema published as it is: flat, closed, no composition (catalogue section 1)
 * @param unlisted properties in the same notation that are accepted but not published
 */
public record ToolDefinition(
        String name,
        String title,
        String description,
        Toolset toolset,
        Set<Scope> scopes,
        Hints hints,
        JsonObject inputSchema,
        JsonObject unlisted) {
    public ToolDefinition {
        scopes = Set.copyOf(scopes);
    }

    /** The behaviour hints of a tool (MCP schema, ToolAnnotations). */
    public record Hints(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {
        public static final Hints READ = new Hints(true, false, true, false);
        public static final Hints CHANGE = new Hints(false, false, false, false);
        public static final Hints IDEMPOTENT_CHANGE = new Hints(false, false, true, false);
        public static final Hints DELETION = new Hints(false, true, true, false);
    }
}
