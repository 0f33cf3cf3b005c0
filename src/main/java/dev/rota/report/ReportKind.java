package dev.rota.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a report can be of, by what each can be grouped, and whether it can begin at a time. */
public enum ReportKind {
    /** How many tasks there are, in what status, of what kind, whose. Since: those made since. */
    STATISTICS,
    /** How hard tasks look, and how their results are to be validated. Since: those made since. */
    COMPLEXITY,
    /** Tokens and money of attempts that have ended. Since: from that day on, in UTC. */
    USAGE,
    /** How attempts ended, and what they took. Since: from that day on, in UTC. */
    ATTEMPTS,
    /** Work that does not move. Since: since when it has not; a day ago, unless it is said. */
    STALE,
    /** What is wrong with dependencies, and their longest chain. */
    DEPENDENCIES,
    /** Gates, and the evidence for them. */
    QUALITY;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ReportKind of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** Every kind, as it is spelled. */
    public static List<String> wires() {
        return Arrays.stream(values()).map(ReportKind::wire).toList();
    }

    /** By what it can be grouped. */
    List<String> groupings() {
        return switch (this) {
            case STATISTICS, COMPLEXITY -> wires(Grouping.PROJECT, Grouping.AGENT, Grouping.STATUS, Grouping.DAY);
            case USAGE, ATTEMPTS -> wires(Grouping.values());
            case STALE, DEPENDENCIES, QUALITY -> List.of();
        };
    }

    private static List<String> wires(Grouping... groupings) {
        return Stream.of(groupings).map(Grouping::wire).toList();
    }

    boolean begins() {
        return this != DEPENDENCIES && this != QUALITY;
    }

    /** Whether it is read from sums of days in UTC, and so begins with one. */
    boolean ofDays() {
        return this == USAGE || this == ATTEMPTS;
    }
}
