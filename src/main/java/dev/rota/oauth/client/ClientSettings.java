package dev.rota.oauth.client;

import dev.rota.settings.SettingsReader;
import java.util.List;

/**
 * Which clients there may be.
 *
 * @param redirectSchemes private-use schemes without a dot to which people may be redirected
 * @param registrationsPerHour of one address
 */
public record ClientSettings(List<String> redirectSchemes, int registrationsPerHour) {
    public static final ClientSettings DEFAULT = new ClientSettings(List.of("cursor", "vscode", "vscode-insiders"), 10);

    private static final String SCHEMES = "rota.oauth.redirect-schemes";

    public ClientSettings {
        redirectSchemes = List.copyOf(redirectSchemes);
    }

    public static ClientSettings read(SettingsReader from) {
        var schemes = from.list(SCHEMES, DEFAULT.redirectSchemes);
        if (!schemes.stream().allMatch(RedirectUris::isPrivateUse)) {
            from.problem(SCHEMES, SCHEMES + " must name private-use schemes in lower case, none that a browser runs");
        }
        return new ClientSettings(
                schemes, from.integer("rota.limit.registrations-per-hour", DEFAULT.registrationsPerHour, 1, 1_000_000));
    }

    /** A hundred times the registrations, unless a number of them was set. */
    public ClientSettings forDemo() {
        return registrationsPerHour == DEFAULT.registrationsPerHour
                ? new ClientSettings(redirectSchemes, 100 * registrationsPerHour)
                : this;
    }
}
