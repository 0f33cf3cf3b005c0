package dev.rota.oauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.oauth.external.ExternalSettings;
import dev.rota.settings.Mode;
import dev.rota.settings.SettingsProblem;
import dev.rota.settings.SettingsReader;
import dev.rota.settings.SettingsSources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which providers may be named. */
class UpstreamSettingsTest {
    private static final Map<String, String> GOOD = Map.of(
            "rota.upstream.providers", "google",
            "rota.upstream.google.issuer", "https://accounts.google.com",
            "rota.upstream.google.client-id", "rota",
            "rota.upstream.google.client-secret", "hush");

    @Test
    void a_provider_is_its_issuer_and_what_it_has_issued() {
        var reader = SettingsSources.only(GOOD);
        var settings = read(reader, Mode.PRODUCTION);

        assertThat(reader.problems()).isEmpty();
        assertThat(settings.providers()).singleElement().satisfies(one -> {
            assertThat(one.issuer()).hasToString("https://accounts.google.com");
            assertThat(one.label()).isEqualTo("google");
            assertThat(one.toString()).doesNotContain("hush");
        });
    }

    @Test
    void what_is_missing_or_refused_is_named() {
        assertThat(problems(Mode.PRODUCTION, Map.of("rota.upstream.providers", "google")))
                .containsExactly(
                        "rota.upstream.google.issuer",
                        "rota.upstream.google.client-id",
                        "rota.upstream.google.client-secret");
        for (var names : List.of("Google", "a,a", "a-b", "a,b,c,d,e", "1")) {
            assertThat(problems(Mode.PRODUCTION, Map.of("rota.upstream.providers", names)))
                    .contains("rota.upstream.providers");
        }
        assertThat(problems(Mode.PRODUCTION, Map.of("rota.upstream.google.label", "x".repeat(41))))
                .containsExactly("rota.upstream.google.label");
        assertThat(problems(Mode.PRODUCTION, Map.of("rota.upstream.okta.issuer", "https://okta.example")))
                .describedAs("a provider that is not in the list")
                .containsExactly("rota.upstream.okta.issuer");
    }

    @Test
    void a27_it_is_reached_over_tls_or_on_this_machine_in_development() {
        var plain = Map.of("rota.upstream.google.issuer", "http://localhost:8000");
        assertThat(problems(Mode.DEVELOPMENT, plain)).isEmpty();
        assertThat(problems(Mode.PRODUCTION, plain)).containsExactly("rota.upstream.google.issuer");
        assertThat(problems(Mode.DEVELOPMENT, Map.of("rota.upstream.google.issuer", "http://id.example")))
                .containsExactly("rota.upstream.google.issuer");
    }

    @Test
    void with_another_authorization_server_there_is_no_page_for_a_button() {
        assertThat(problems(Mode.PRODUCTION, Map.of("rota.external-issuer", "https://id.example")))
                .containsExactly("rota.upstream.providers");
    }

    private static List<String> problems(Mode mode, Map<String, String> changes) {
        var values =
                new HashMap<>(changes.size() == 1 && changes.containsKey("rota.upstream.providers") ? Map.of() : GOOD);
        values.putAll(changes);
        var reader = SettingsSources.only(values);
        assertThat(read(reader, mode)).isNotNull();
        return reader.problems().stream().map(SettingsProblem::key).toList();
    }

    private static UpstreamSettings read(SettingsReader reader, Mode mode) {
        var external = ExternalSettings.read(reader, mode);
        var settings = UpstreamSettings.read(reader, mode);
        settings.check(reader, external);
        return settings;
    }
}
