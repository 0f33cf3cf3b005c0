package dev.rota.oauth.page;

/**
 * Asks whether to sign out.
 *
 * @param csrf the form's token
 * @param request id of a request that waits, for this person or another; empty without one
 */
public record LogoutView(String csrf, String email, String request) implements View {
    @Override
    public String template() {
        return "logout.jte";
    }

    /** Where somebody goes who stays signed in. */
    public String onward() {
        return request.isEmpty() ? "/auth/login" : "/auth/consent?request=" + request;
    }
}
