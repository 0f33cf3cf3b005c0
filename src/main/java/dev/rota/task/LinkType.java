package dev.rota.task;

import java.util.Locale;

/** What a link between two tasks says. */
public enum LinkType {
    /** The target must finish first. */
    DEPENDS_ON,
    /** They concern each other, both ways. */
    RELATED,
    /** The target is the original, of which a task has at most one. */
    DUPLICATE_OF;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static LinkType of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** Whether following links of this kind must never lead back. */
    boolean isOneWay() {
        return this != RELATED;
    }
}
