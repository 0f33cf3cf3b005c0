package dev.rota.database;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Statements that enter and then read, both in one, which is a transaction by itself. Any thread. */
final class EnteringStatements {
    /** By what is asked: the product's own statements, of which there is a fixed number. */
    private final Map<Entry, Map<String, String>> made = new EnumMap<>(Entry.class);

    EnteringStatements() {
        for (var entry : Entry.values()) {
            made.put(entry, new ConcurrentHashMap<>());
        }
    }

    /**
     * The statement that enters by {@code entry} and then asks {@code sql}.
     *
     * @param sql reads; its {@code $1} is the array of the caller's organizations
     * @param parameters how many it has; two follow them, the array of what the credential is found by and the stamp
     */
    String of(Entry entry, String sql, int parameters) {
        var ofEntry = Objects.requireNonNull(made.get(entry));
        var known = ofEntry.get(sql);
        return known == null ? ofEntry.computeIfAbsent(sql, absent -> whole(entry, absent, parameters)) : known;
    }

    /**
     * What is asked is a part of the statement that enters: it depends on the outcome, and its {@code OFFSET} keeps it one
     * piece. So nothing of it begins before there is an outcome, and where entering raises, nothing of it ever does. If the
     * database looked into a table first all the same, the table's policy would find no context and let nothing through. Only
     * what can be seen to find nothing, whatever the values, would never enter: {@code QueriesTest} holds that there is no such
     * statement.
     */
    private static String whole(Entry entry, String sql, int parameters) {
        return """
               SELECT found.*
                 FROM (SELECT rota.%s($%d, NULL, $%d, $1) IS DISTINCT FROM 'false'::jsonb AS is_known OFFSET 0) AS entered
                CROSS JOIN LATERAL (SELECT * FROM (
               %s
               ) AS asked WHERE entered.is_known OFFSET 0) AS found"""
                .formatted(entry.known(), parameters + 1, parameters + 2, sql);
    }
}
