package dev.rota.oauth.key;

/** A signing key is sealed under an encryption key that is not known here; the message says which setting is needed. */
public final class UnknownKeyException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnknownKeyException(String kid) {
        super("signing key " + kid
                + " was stored under another rota.encryption-key; set the one it was stored under, or name"
                + " that one in rota.previous-encryption-keys");
    }
}
