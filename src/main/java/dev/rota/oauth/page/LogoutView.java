package dev.rota.oauth.page;

/**
 * Asks whether to sign out.
 *
 * @param csrf the form's token
 */
public record LogoutView(String csrf, String email) implements View {
    @Override
    public String template() {
        return "logout.jte";
    }
}
