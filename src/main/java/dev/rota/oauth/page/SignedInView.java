package dev.rota.oauth.page;

/**
 * Tells who is signed in.
 *
 * @param csrf token of the form that signs them out
 */
public record SignedInView(String csrf, String name, String email) implements View {
    @Override
    public String template() {
        return "signed-in.jte";
    }
}
