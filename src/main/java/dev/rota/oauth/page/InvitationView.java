package dev.rota.oauth.page;

/**
 * Asks somebody whether they want to join.
 *
 * @param csrf the form's token
 * @param token of the invitation
 * @param organization name of what they would join
 * @param email whom it is for
 * @param asks what they have to do for it
 * @param name filled in; empty where nobody knows
 * @param problem why it is asked again; empty the first time
 */
public record InvitationView(
        String csrf,
        String token,
        String organization,
        String email,
        String role,
        Asks asks,
        String name,
        String problem)
        implements View {
    /** What is asked of them. */
    public enum Asks {
        /** Nobody has an account of that address: a name and a password. */
        ACCOUNT,
        /** To sign in with theirs, and to come back. */
        SIGN_IN,
        /** They are signed in: nothing but to agree. */
        CONSENT
    }

    @Override
    public String template() {
        return "invitation.jte";
    }
}
