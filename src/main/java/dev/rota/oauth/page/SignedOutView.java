package dev.rota.oauth.page;

/**
 * Nobody is signed in.
 *
 * @param request id of a request that waits for somebody; empty without one
 */
public record SignedOutView(String request) implements View {
    @Override
    public String template() {
        return "signed-out.jte";
    }

    /** Where somebody signs in. */
    public String login() {
        return request.isEmpty() ? "/auth/login" : "/auth/login?request=" + request;
    }
}
