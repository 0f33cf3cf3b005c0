package dev.rota.oauth.page;

import java.util.List;

/**
 * Asks who somebody is.
 *
 * @param csrf the form's token
 * @param request id of the request that waits; empty without one
 * @param email filled in; empty where nobody knows
 * @param problem why it is asked again; empty the first time
 * @param providers with whom they may sign in instead
 */
public record LoginView(String csrf, String request, String email, String problem, List<Provider> providers)
        implements View {
    public LoginView {
        providers = List.copyOf(providers);
    }

    /**
     * Another server that knows people.
     *
     * @param name in the form
     * @param label for people
     */
    public record Provider(String name, String label) {}

    @Override
    public String template() {
        return "login.jte";
    }
}
