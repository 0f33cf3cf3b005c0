package dev.rota.http;

import java.net.URI;
import java.util.Locale;

/** What browsers say of where a page is from. */
public final class WebOrigin {
    private WebOrigin() {}

    /** That of a URL, as browsers serialise it: RFC 6454 section 6.1. */
    public static String of(URI url) {
        var origin = url.getScheme() + "://" + url.getHost().toLowerCase(Locale.ROOT);
        var usual = url.getScheme().equals("https") ? 443 : 80;
        return url.getPort() < 0 || url.getPort() == usual ? origin : origin + ":" + url.getPort();
    }
}
