package dev.rota.mcp.endpoint;

import dev.rota.mcp.McpPath;
import dev.rota.mcp.Toolset;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Pattern;

/** A dialect below a pinned path: {@code /mcp/o/{org}[/p/{project}]/{dialect}} (design section 3). */
public final class PinnedPaths implements McpPaths {
    /** What all of them begin with. */
    public static final String PREFIX = "/mcp/o/";

    /** The pin itself, as native paths have it too. */
    static final String PIN =
            "/o/(?<org>[A-Za-z0-9][A-Za-z0-9_-]{0,63})(?:/p/(?<project>[A-Za-z0-9][A-Za-z0-9_-]{0,63}))?";

    private final Pattern grammar;

    /** @param dialect the last segment of its paths */
    public PinnedPaths(String dialect) {
        grammar = Pattern.compile("(?<path>/mcp" + PIN + "/" + Pattern.quote(dialect) + ")/?");
    }

    @Override
    public Optional<McpPath> parse(String path) {
        var found = grammar.matcher(path);
        return found.matches()
                ? Optional.of(new McpPath(
                        found.group("path"),
                        found.group("org"),
                        found.group("project"),
                        EnumSet.allOf(Toolset.class),
                        false))
                : Optional.empty();
    }
}
