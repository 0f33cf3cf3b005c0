package dev.rota.oauth.page;

/** Nobody is signed in. */
public record SignedOutView() implements View {
    @Override
    public String template() {
        return "signed-out.jte";
    }
}
