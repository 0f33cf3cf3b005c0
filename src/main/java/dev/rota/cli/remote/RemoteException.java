package dev.rota.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A server could not be reached, or refused; the message says why to the person who typed the command, hint included. */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the server itself said, kept as text because exceptions are serializable. */
    private final @Nullable String error;

    public RemoteException(String message) {
        this(message, null);
    }

    private RemoteException(String message, @Nullable String error) {
        super(message, null, false, false);
        this.error = error;
    }

    /**
     * A refusal in the server's own words.
     *
     * @param message for people
     * @param error the object it was told in: {@code code} and what goes with it
     */
    static RemoteException refused(String message, JsonObject error) {
        return new RemoteException(message, error.encode());
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What the server said, empty where it said nothing. */
    public JsonObject error() {
        return error == null ? new JsonObject() : new JsonObject(error);
    }

    /** The code of the refusal, such as {@code not_found}; empty where there is none. */
    public String code() {
        return error().getValue("code") instanceof String code ? code : "";
    }
}
