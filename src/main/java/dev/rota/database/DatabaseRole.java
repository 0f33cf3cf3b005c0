package dev.rota.database;

import java.util.Locale;

/** The login roles of the running server. Each has its own connections; none can bypass row-level security. */
public enum DatabaseRole {
    /** Calls: what a caller's organizations own. */
    API,
    /** The authorization server: identity only, nothing of any organization's content. */
    AUTH,
    /** Background work and the operator's commands: one organization at a time. */
    WORKER,
    /** Appends audit events; can read nothing. */
    AUDIT;

    /** The role's name in PostgreSQL. */
    public String login() {
        return "rota_" + wire();
    }

    /** Its name in settings. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
