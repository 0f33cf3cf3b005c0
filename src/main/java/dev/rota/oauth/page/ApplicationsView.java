package dev.rota.oauth.page;

import java.util.List;

/**
 * Lists what a person has allowed.
 *
 * @param csrf token of the forms that take something back
 */
public record ApplicationsView(String csrf, String email, List<Application> applications) implements View {
    public ApplicationsView {
        applications = List.copyOf(applications);
    }

    /**
     * One that may act for them.
     *
     * @param grant public id
     * @param name what it called itself
     * @param powers what it may do, in words
     * @param organizations by name, those that it reaches now; empty where it reaches none any more
     * @param until date of its end, in UTC
     */
    public record Application(
            String grant, String name, String resource, List<String> powers, String organizations, String until) {
        public Application {
            powers = List.copyOf(powers);
        }
    }

    @Override
    public String template() {
        return "applications.jte";
    }
}
