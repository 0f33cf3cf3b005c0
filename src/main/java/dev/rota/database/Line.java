package dev.rota.database;

/** Where a change stands in line for a connection: what takes access away does not stand behind all others (security O3). */
public enum Line {
    /** On the connections that the settings give to changes. */
    CHANGES,
    /** On two connections that nothing else uses. */
    REVOCATIONS,
    /** On a single one, for what may be lost where many want to note something at once. */
    NOTES
}
