package dev.rota.oauth.page;

/**
 * Asks who somebody is.
 *
 * @param csrf the form's token
 * @param request id of the request that waits; empty without one
 * @param email filled in; empty where nobody knows
 * @param problem why it is asked again; empty the first time
 */
public record LoginView(String csrf, String request, String email, String problem) implements View {
    @Override
    public String template() {
        return "login.jte";
    }
}
