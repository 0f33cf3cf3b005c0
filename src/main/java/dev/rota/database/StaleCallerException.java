package dev.rota.database;

/**
 * The caller's stamp is out of date: credential, user, membership, role or policy have changed since it was read.
 * Nothing has happened; whoever keeps callers reads it anew and tries once more.
 */
public final class StaleCallerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleCallerException() {
        super("the caller is out of date", null, false, false);
    }
}
