package dev.rota.oauth.upstream;

import dev.rota.oauth.external.ExternalSettings;
import dev.rota.settings.Mode;
import dev.rota.settings.Secret;
import dev.rota.settings.SettingsReader;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One provider as the operator names it.
 *
 * @param name in settings and forms
 * @param source what may be fetched from it
 * @param clientId as it knows this server
 * @param label for people
 */
record ProviderSettings(
        String name, URI issuer, ExternalSettings source, String clientId, Secret clientSecret, String label) {
    private static final int LONGEST_LABEL = 40;
    private static final String LABEL = "text of at most " + LONGEST_LABEL + " characters";

    /** Null where something is missing or refused, which is noted. */
    static @Nullable ProviderSettings read(SettingsReader from, Mode mode, String name) {
        var prefix = "rota.upstream." + name + ".";
        var source = ExternalSettings.read(from, mode, prefix + "issuer");
        var issuer = required(from, prefix + "issuer", source.issuer());
        var clientId = required(from, prefix + "client-id", from.optionalText(prefix + "client-id"));
        var secret = required(from, prefix + "client-secret", from.secret(prefix + "client-secret"));
        var label = from.parsed(prefix + "label", name, LABEL, ProviderSettings::label);
        return issuer == null || clientId == null || secret == null
                ? null
                : new ProviderSettings(name, issuer, source, clientId, secret, label);
    }

    private static <T> @Nullable T required(SettingsReader from, String key, @Nullable T value) {
        if (value == null) {
            from.problem(key, key + " is missing, and each of rota.upstream.providers needs its own");
        }
        return value;
    }

    private static String label(String text) {
        if (text.length() > LONGEST_LABEL || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("no label");
        }
        return text;
    }
}
