package dev.rota.mcp.catalog;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.Tool;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The tools of one endpoint in their published order: by toolset, then as given. The same on every node and for every
 * organization.
 *
 * <p>Beside what it lists it may answer to the names of other catalogues (catalogue section 2): those that none of its
 * own tools has.
 */
public final class ToolCatalog {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,128}"); // MCP tools, "Tool Names"

    private final List<CatalogTool> tools;
    private final Map<String, CatalogTool> byName = new LinkedHashMap<>();

    private final boolean listedToAll;

    /** @throws IllegalArgumentException for a duplicate, a bad name, or a schema outside the permitted subset */
    public ToolCatalog(List<? extends Tool> tools, ArgumentSynonyms synonyms) {
        this(tools, synonyms, List.of(), false);
    }

    private ToolCatalog(
            List<? extends Tool> tools, ArgumentSynonyms synonyms, List<ToolCatalog> others, boolean listedToAll) {
        this.listedToAll = listedToAll;
        this.tools = tools.stream()
                .map(tool -> new CatalogTool(tool, synonyms))
                .sorted(Comparator.comparing(tool -> tool.definition().toolset()))
                .toList();
        for (var tool : this.tools) {
            var name = tool.definition().name();
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + name + "' is no tool name");
            }
            if (byName.put(name, tool) != null) {
                throw twice(name);
            }
        }
        var own = Set.copyOf(byName.keySet());
        for (var other : others) {
            for (var tool : other.tools()) {
                var name = tool.definition().name();
                if (!own.contains(name) && byName.put(name, tool) != null) {
                    throw twice(name);
                }
            }
        }
    }

    private static IllegalArgumentException twice(String name) {
        return new IllegalArgumentException("there are two tools named " + name);
    }

    /** A catalogue that also answers, unlisted, to the names in {@code others} that none of {@code tools} has. */
    public static ToolCatalog answeringTo(
            List<ToolCatalog> others, List<? extends Tool> tools, ArgumentSynonyms synonyms) {
        return new ToolCatalog(tools, synonyms, others, false);
    }

    /** A catalogue that is listed as a whole, to every credential its tools take: a dialect's (design section 3, "Scopes"). */
    public static ToolCatalog listedToAll(List<? extends Tool> tools, ArgumentSynonyms synonyms) {
        return new ToolCatalog(tools, synonyms, List.of(), true);
    }

    /** Those that are its own, which may be listed. */
    public List<CatalogTool> tools() {
        return tools;
    }

    /** What a call of that name calls. */
    public Optional<CatalogTool> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Fails with {@code forbidden} where a tool of its own takes another kind of credential. */
    public void requireTaken(CatalogTool tool, Caller caller) {
        if (tools.contains(tool) && !tool.tool().takes(caller.credential().kind())) {
            throw new Failure.Refused(FailureCode.FORBIDDEN, "This tool takes another kind of token").asException();
        }
    }

    public boolean isEmpty() {
        return tools.isEmpty();
    }

    /** What {@code path} lists to {@code caller}. */
    public Selection selection(McpPath path, Caller caller) {
        if (listedToAll) {
            return new Selection(
                    path.toolsets(),
                    false,
                    path.project() != null,
                    Scope.OF_TOOLS,
                    caller.credential().kind());
        }
        // An OAuth client can step up to a missing scope, so it sees everything: design section 3, "Scopes".
        var scopes = caller.credential().kind().isStatic() ? caller.scopes() : Scope.OF_TOOLS;
        return new Selection(
                path.toolsets(),
                path.readOnly() || caller.restrictions().readOnly(),
                path.project() != null,
                scopes,
                caller.credential().kind());
    }

    /** The tools of a selection, in order. */
    List<CatalogTool> tools(Selection selection) {
        return tools.stream().filter(selection::includes).toList();
    }

    /** The scopes of everything that {@code path} lists by default: what a challenge asks for. */
    public Set<Scope> scopes(McpPath path) {
        var scopes = EnumSet.noneOf(Scope.class);
        tools(new Selection(path.toolsets(), path.readOnly(), false, Scope.OF_TOOLS))
                .forEach(tool -> scopes.addAll(tool.definition().scopes()));
        return scopes;
    }
}
