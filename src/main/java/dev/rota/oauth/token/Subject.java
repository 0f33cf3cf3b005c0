package dev.rota.oauth.token;

/**
 * Whom a token acts for.
 *
 * @param id of the user or the agent
 */
public record Subject(boolean isAgent, long id) {
    public static Subject user(long id) {
        return new Subject(false, id);
    }

    public static Subject agent(long id) {
        return new Subject(true, id);
    }

    /** The {@code sub}: a user's id as digits, or {@code agent:<id>}. */
    public String wire() {
        return (isAgent ? "agent:" : "") + id;
    }
}
