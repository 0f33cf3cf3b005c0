package dev.rota.oauth.page;

/**
 * Something went wrong.
 *
 * @param code of the error, such as {@code invalid_client}
 * @param what is wrong, in a sentence
 * @param advice what to do now, in a sentence
 * @param requestId by which the operator finds it in the logs
 */
public record ErrorView(String code, String what, String advice, String requestId) implements View {
    @Override
    public String template() {
        return "error.jte";
    }

    /** The kind of trouble, in a few words. */
    public String heading() {
        return switch (code) {
            case "consent_expired" -> "This page is out of date";
            case "csrf_failed" -> "That came from another page";
            case "rate_limited", "overloaded" -> "Just a moment";
            default -> "That did not work";
        };
    }
}
