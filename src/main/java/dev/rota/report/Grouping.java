package dev.rota.report;

import java.util.Locale;

/** By what the numbers of a report are told apart. */
public enum Grouping {
    PROJECT,
    /** Who does it: an agent, a person, or for tasks the free name of an assignee. */
    AGENT,
    MODEL,
    STATUS,
    /** In UTC. */
    DAY;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Grouping of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
