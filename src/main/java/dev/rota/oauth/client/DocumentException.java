package dev.rota.oauth.client;

/** Why a document of a client's cannot be used, for the client's developer. Has no stack trace: it is an answer. */
final class DocumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    /**
     * @param why a sentence; tells nothing of networks that its reader cannot see
     * @param passing whether trying again may help, with nothing changed
     */
    DocumentException(String why, boolean passing) {
        super(why, null, false, false);
        this.passing = passing;
    }

    String why() {
        return String.valueOf(getMessage());
    }

    boolean isPassing() {
        return passing;
    }
}
