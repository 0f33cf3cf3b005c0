package dev.rota.mcp.protocol;

import java.util.Arrays;
import java.util.Optional;

/** The protocol revisions served, oldest first. */
public enum Revision {
    V2025_03_26("2025-03-26"),
    V2025_06_18("2025-06-18"),
    V2025_11_25("2025-11-25"),
    V2026_07_28("2026-07-28");

    /** The first date of the modern era: later dates name revisions that work the same way. */
    public static final String FIRST_MODERN = "2026-07-28";

    public static final Revision NEWEST_LEGACY = V2025_11_25;

    private final String wire;

    Revision(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }

    public boolean isModern() {
        return this == V2026_07_28;
    }

    public static Optional<Revision> of(String wire) {
        return Arrays.stream(values()).filter(r -> r.wire.equals(wire)).findFirst();
    }
}
