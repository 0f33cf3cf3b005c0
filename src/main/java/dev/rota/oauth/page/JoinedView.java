package dev.rota.oauth.page;

/**
 * Tells somebody what they belong to now.
 *
 * @param organization its name
 */
public record JoinedView(String organization, String email, String role) implements View {
    @Override
    public String template() {
        return "joined.jte";
    }
}
