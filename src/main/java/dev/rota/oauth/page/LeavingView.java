package dev.rota.oauth.page;

/**
 * Takes the browser on to a client, or to another provider, where a redirect could not.
 *
 * @param url where to
 * @param name of the destination, for the person
 */
public record LeavingView(String url, String name) implements View {
    @Override
    public String template() {
        return "leaving.jte";
    }
}
