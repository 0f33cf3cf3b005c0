package dev.rota.oauth.upstream;

import dev.rota.oauth.page.RefusedPage;
import java.util.regex.Pattern;

/** What people are told whose sign-in with a provider came to nothing. */
final class UpstreamRefusals {
    /** RFC 6749 section 4.1.2.1. */
    private static final Pattern ERROR = Pattern.compile("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]{1,64}");

    private static final String AGAIN = "Wait a moment, then go back and start again, or sign in with your password.";
    private static final String TELL =
            "Go back and start again; if that does not help, tell the operator of this server.";

    private UpstreamRefusals() {}

    /** It does not answer, or with nothing that a sign-in could begin with. */
    static RefusedPage unavailable(String label) {
        return new RefusedPage(503, "upstream_unavailable", label + " cannot be reached at the moment.", AGAIN);
    }

    /** It did not give anything for the code. */
    static RefusedPage failed(String label) {
        return new RefusedPage(502, "upstream_failed", label + " did not tell us who you are, or not in time.", TELL);
    }

    /** What it gave does not hold. */
    static RefusedPage untrusted(String label) {
        return new RefusedPage(
                502,
                "upstream_untrusted",
                "The answer of " + label + " could not be trusted, so nobody was signed in.",
                TELL);
    }

    /** It answered with an error instead of a code. */
    static RefusedPage error(String label, String error) {
        if (error.equals("access_denied")) {
            return new RefusedPage(
                    403, "access_denied", "The sign-in was declined at " + label + ".", "Go back to try another way.");
        }
        var shown = ERROR.matcher(error).matches() ? error : "unknown";
        return new RefusedPage(502, "upstream_error", label + " answered with the error " + shown + ".", TELL);
    }

    /** A user of its own who is nobody here (security A26). */
    static RefusedPage unlinked(String label, String issuer, String subject) {
        return new RefusedPage(
                403,
                "not_linked",
                "Your account at " + label + " is not linked with an account here. Addresses are not compared.",
                "Sign in with your password, or ask the operator of this server to link it: rota user link --email"
                        + " (your address here) --issuer " + issuer + " --subject " + subject);
    }

    static RefusedPage suspended() {
        return new RefusedPage(
                403,
                "suspended",
                "Your account here is suspended.",
                "Ask an owner of your organization, or the operator.");
    }
}
