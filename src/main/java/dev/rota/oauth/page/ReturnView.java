package dev.rota.oauth.page;

import java.net.URI;

/**
 * Something went wrong that a client is to be told, and the person decides whether to go there.
 *
 * @param code of the error, such as {@code invalid_request}
 * @param url where the client is told
 */
public record ReturnView(String code, String url) implements View {
    /** Host and port, for the person. */
    public String name() {
        return URI.create(url).getRawAuthority();
    }

    @Override
    public String template() {
        return "return.jte";
    }
}
