package dev.rota.database;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.failure.RetryAfter;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** What each SQLSTATE means to a caller (security I7). A state that is not here is a defect and stays as it is. */
final class SqlStates {
    private SqlStates() {}

    /** The exception to hand on: a {@link FailureException} where the state is part of a contract. */
    static Throwable translate(Throwable problem) {
        if (problem instanceof PgException sql && sql.getSqlState() != null) {
            return ofState(sql);
        }
        if (isPoolExhausted(problem)) {
            return unavailable(FailureCode.OVERLOADED, "Too much is being written; nothing was changed");
        }
        return isConnectionTrouble(problem) ? databaseUnavailable().asException() : problem;
    }

    /** Whether the same transaction may be tried again as a whole. */
    static boolean isSerializationFailure(Throwable problem) {
        return problem instanceof PgException sql
                && ("40001".equals(sql.getSqlState()) || "40P01".equals(sql.getSqlState()));
    }

    /** Whether the server does not let a role in: it is not there, or has another password. */
    static boolean isLockedOut(Throwable problem) {
        return problem instanceof PgException sql
                && String.valueOf(sql.getSqlState()).startsWith("28");
    }

    /** An error that only says that an earlier statement of the transaction failed. */
    static boolean isAftermath(Throwable problem) {
        return problem instanceof PgException sql && "25P02".equals(sql.getSqlState());
    }

    /** Whether a value was at fault (class 22, "data exception"), which may have been found before anything was run. */
    static boolean isUnreadableValue(Throwable problem) {
        return problem instanceof PgException sql
                && sql.getSqlState() != null
                && sql.getSqlState().startsWith("22");
    }

    /**
     * Whether the connection, not the statement, is what failed. Besides its own exceptions the driver fails what was
     * queued on a lost connection with plain ones of Vert.x.
     */
    static boolean isConnectionTrouble(Throwable problem) {
        return problem instanceof IOException
                || problem instanceof TimeoutException
                || (problem instanceof VertxException && !(problem instanceof DatabaseException))
                || (problem instanceof PgException sql && isGone(sql.getSqlState()));
    }

    /** Whether all connections that a call could have had to itself stayed busy, or too many wait for one. */
    private static boolean isPoolExhausted(Throwable problem) {
        return problem instanceof ConnectionPoolTooBusyException
                || (problem instanceof VertxException
                        && String.valueOf(problem.getMessage()).startsWith("Timeout"));
    }

    static Failure databaseUnavailable() {
        return new Failure.Unavailable(
                FailureCode.DATABASE_UNAVAILABLE, "The database is away; nothing was changed", RetryAfter.soon());
    }

    private static Throwable ofState(PgException sql) {
        var state = sql.getSqlState();
        return switch (state) {
            case "TC401" ->
                new Failure.Unauthenticated(String.valueOf(sql.getErrorMessage()), true, sql.getDetail()).asException();
            case "TC404" -> new Failure.NotFound("organization").asException();
            case "TC409" -> new StaleCallerException();
            case "22021", "22P05" ->
                new Failure.InvalidInput("", "text must be valid UTF-8 without U+0000").asException();
            case "23514", "22001", "22003", "22007", "22008", "22009", "22023", "22P02", "54001" ->
                new Failure.InvalidInput("", "a value is outside what is allowed").asException();
            case "23503" -> new Failure.NotFound("referenced object").asException();
            case "23505" ->
                new Failure.Conflict(FailureCode.ALREADY_EXISTS, "one of that name exists already").asException();
            case "40001", "40P01", "55P03" -> unavailable(FailureCode.UNAVAILABLE, "Others are changing the same rows");
            case "53100" ->
                unavailable(FailureCode.STORAGE_FULL, "The database has no space left; nothing was changed");
            case "57014" -> unavailable(FailureCode.UNAVAILABLE, "The database took too long; nothing was changed");
            default -> isGone(state) ? databaseUnavailable().asException() : sql;
        };
    }

    private static boolean isGone(String state) {
        return state != null
                && (state.startsWith("08")
                        || state.equals("53300")
                        || state.equals("57P01")
                        || state.equals("57P02")
                        || state.equals("57P03")
                        || state.equals("25P03")
                        || state.equals("25P04"));
    }

    private static FailureException unavailable(FailureCode code, String message) {
        return new Failure.Unavailable(code, message, RetryAfter.soon()).asException();
    }
}
