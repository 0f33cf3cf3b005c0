package dev.rota.database;

import dev.rota.identity.Caller;
import dev.rota.identity.Credential;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** The functions by which a credential of a kind enters the database. Each takes the same four parameters. */
public enum Entry {
    TOKEN("enter_token", "enter_known_token"),
    GRANT("enter_grant", "enter_grant"),
    EXTERNAL("enter_external", "enter_external");

    private final String read;
    private final String again;
    private final String known;

    Entry(String read, String known) {
        this.read = statement(read);
        this.again = statement(known);
        this.known = known;
    }

    private static String statement(String function) {
        return "SELECT rota." + function + "($1, $2, $3, $4) AS caller";
    }

    /** Enters and tells who the caller is. */
    String read() {
        return read;
    }

    /** Enters as {@code caller}, in the transaction that has begun. */
    Future<RowSet<Row>> enter(Session session, Caller caller) {
        var credential = caller.credential();
        return session.run(
                again, Tuple.of(new Buffer[] {credential.lookup()}, null, credential.stamp(), organizations(caller)));
    }

    /** The entry of a caller's credential. Throws {@link IllegalArgumentException} for one that has none. */
    static Entry of(Caller caller) {
        return of(caller.credential().kind());
    }

    static Long[] organizations(Caller caller) {
        return caller.organizations().stream()
                .map(membership -> membership.organization().value())
                .toArray(Long[]::new);
    }

    /** The function that enters as a caller who was read before. */
    String known() {
        return known;
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
