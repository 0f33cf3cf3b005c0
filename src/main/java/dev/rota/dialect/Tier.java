package dev.rota.dialect;

import dev.rota.mcp.Toolset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What is listed, each with all of those before. Tools carry a tier as the toolset that only it has. */
public enum Tier {
    CORE(Toolset.TASKS),
    STANDARD(Toolset.WORK),
    ALL(Toolset.PLAN);

    /** The toolset of tools that no tier lists. */
    public static final Toolset UNLISTED = Toolset.CONNECTOR;

    private final Toolset toolset;

    Tier(Toolset toolset) {
        this.toolset = toolset;
    }

    public Toolset toolset() {
        return toolset;
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    Set<Toolset> listed() {
        var listed = EnumSet.noneOf(Toolset.class);
        EnumSet.range(CORE, this).forEach(tier -> listed.add(tier.toolset));
        return listed;
    }
}
