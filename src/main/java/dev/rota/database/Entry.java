package dev.rota.database;

import dev.rota.identity.Credential;

/** The function by which a credential of a kind enters the database. Each takes the same four parameters. */
public enum Entry {
    TOKEN("SELECT rota.enter_token($1, $2, $3, $4) AS caller"),
    GRANT("SELECT rota.enter_grant($1, $2, $3, $4) AS caller"),
    EXTERNAL("SELECT rota.enter_external($1, $2, $3, $4) AS caller");

    private final String sql;

    Entry(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
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
