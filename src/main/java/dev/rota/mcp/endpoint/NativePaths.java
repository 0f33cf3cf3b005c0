package dev.rota.mcp.endpoint;

import dev.rota.mcp.McpPath;
import dev.rota.mcp.Toolset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The native grammar: {@code /mcp}, then optionally {@code /o/{org}[/p/{project}]}, {@code /x/{toolset+toolset}} or
 * {@code /x/all}, and {@code /readonly}, in this order (catalogue section 2).
 */
public final class NativePaths implements McpPaths {
    private static final Pattern GRAMMAR = Pattern.compile("/mcp"
            + "(?:" + PinnedPaths.PIN + ")?"
            + "(?:/x/(?<toolsets>[a-z]+(?:\\+[a-z]+)*))?"
            + "(?<readonly>/readonly)?");

    private static final Set<Toolset> DEFAULT =
            Arrays.stream(Toolset.values()).filter(Toolset::onByDefault).collect(Collectors.toUnmodifiableSet());

    @Override
    public Optional<McpPath> parse(String path) {
        var plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        var matcher = GRAMMAR.matcher(plain);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return toolsets(matcher.group("toolsets"))
                .map(toolsets -> new McpPath(
                        plain,
                        matcher.group("org"),
                        matcher.group("project"),
                        toolsets,
                        matcher.group("readonly") != null));
    }

    /** Empty when one of them is unknown. */
    private static Optional<Set<Toolset>> toolsets(@Nullable String names) {
        if (names == null) {
            return Optional.of(DEFAULT);
        }
        if (names.equals("all")) {
            return Optional.of(EnumSet.allOf(Toolset.class));
        }
        var toolsets = EnumSet.of(Toolset.CONTEXT); // always on
        for (var name : names.split("\\+", -1)) {
            var known = Arrays.stream(Toolset.values())
                    .filter(toolset -> toolset.wire().equals(name))
                    .findFirst();
            if (known.isEmpty()) {
                return Optional.empty();
            }
            toolsets.add(known.get());
        }
        return Optional.of(toolsets);
    }
}
