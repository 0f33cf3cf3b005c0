package dev.rota.app;

/** The process cannot begin its work for a reason that the operator can do something about: the message says it. */
public final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartException(String message) {
        super(message, null, false, false);
    }

    /** An address that cannot be listened on. */
    static StartException listening(String what, String key, String host, int port, Throwable cause) {
        return new StartException("port " + port + " of " + host + " for " + what + " cannot be listened on ("
                + cause.getMessage() + "); choose another with " + key);
    }
}
