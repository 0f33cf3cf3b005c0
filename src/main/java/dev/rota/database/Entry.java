package dev.rota.database;

import dev.rota.identity.Credential;

/** The functions by which a credential of a kind enters the database. Each takes the same four parameters. */
public enum Entry {
    TOKEN("enter_token", "enter_known_token"),
    GRANT("enter_grant", "enter_grant"),
    EXTERNAL("enter_external", "enter_external");

    private final String read;
    private final String again;

    Entry(String read, String again) {
        this.read = statement(read);
        this.again = statement(again);
    }

    private static String statement(String function) {
        return "SELECT rota." + function + "($1, $2, $3, $4) AS caller";
    }

    /** Enters and tells who the caller is. */
    String read() {
        return read;
    }

    /** Enters as a caller who was read before, and tells nothing. */
    String again() {
        return again;
    }

    static Entry of(Credential.Kind kind) {
        return switch (kind) {
            case USER_TOKEN, ORG_TOKEN, AGENT_TOKEN -> TOKEN;
            case OAUTH -> GRANT;
            case EXTERNAL -> EXTERNAL;
            case INTERNAL -> throw new IllegalArgumentException("an internal caller has nothing to enter with");
        };
    }
}
