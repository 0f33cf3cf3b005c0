package dev.rota.dialect;

import dev.rota.failure.Failure;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.endpoint.McpPaths;
import dev.rota.mcp.endpoint.PinnedPaths;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Paths whose query may name a {@link Tier}, as in {@code ?tools=standard}; {@code core} where it names none. */
record TieredPaths(McpPaths paths) implements McpPaths {
    private static final String PARAMETER = "tools";

    @Override
    public Optional<McpPath> parse(String path) {
        return paths.parse(path).map(found -> listing(found, Tier.CORE));
    }

    @Override
    public McpPath selected(McpPath path, MultiMap query) {
        var named = query.getAll(PARAMETER);
        return named.isEmpty() ? path : listing(path, tier(named));
    }

    private static Tier tier(List<String> named) {
        return Arrays.stream(Tier.values())
                .filter(tier -> named.stream().allMatch(tier.wire()::equals))
                .findFirst()
                .orElseThrow(() -> new Failure.InvalidInput(
                                PARAMETER,
                                "'tools' in the URL must be one of core, standard, all",
                                Arrays.stream(Tier.values()).map(Tier::wire).toList())
                        .asException());
    }

    @Override
    public McpPaths pinnedAs(String segment) {
        return new TieredPaths(new PinnedPaths(segment));
    }

    private static McpPath listing(McpPath path, Tier tier) {
        return new McpPath(path.path(), path.organization(), path.project(), tier.listed(), path.readOnly());
    }
}
