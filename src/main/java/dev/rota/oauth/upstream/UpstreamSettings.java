package dev.rota.oauth.upstream;

import dev.rota.oauth.external.ExternalSettings;
import dev.rota.settings.Mode;
import dev.rota.settings.SettingsReader;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Providers that people may sign in with.
 *
 * @param providers in the order of their buttons; empty for none
 */
public record UpstreamSettings(List<ProviderSettings> providers) {
    private static final String PROVIDERS = "rota.upstream.providers";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]{0,19}");
    private static final int MOST = 4;

    public UpstreamSettings {
        providers = List.copyOf(providers);
    }

    public static UpstreamSettings read(SettingsReader from, Mode mode) {
        var names = from.list(PROVIDERS, List.of());
        var usable = names.stream()
                .filter(name -> NAME.matcher(name).matches())
                .distinct()
                .limit(MOST)
                .toList();
        if (!usable.equals(names)) {
            from.problem(
                    PROVIDERS,
                    PROVIDERS + " must be at most " + MOST + " different names of up to 20 small letters and digits");
        }
        return new UpstreamSettings(usable.stream()
                .flatMap(name -> Stream.ofNullable(ProviderSettings.read(from, mode, name)))
                .toList());
    }

    /** Notes providers for a login page that does not exist. */
    public void check(SettingsReader from, ExternalSettings external) {
        if (!providers.isEmpty() && external.issuer() != null) {
            from.problem(
                    PROVIDERS, PROVIDERS + " is for our own login page, and with rota.external-issuer there is none");
        }
    }
}
