package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.settings.Mode;
import dev.rota.settings.SettingsProblem;
import dev.rota.settings.SettingsSources;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String PEPPER = "00".repeat(32);
    private static final Map<String, String> PRODUCTION = Map.of(
            "rota.database.url", "postgresql://rota_owner:secret@db.example/rota",
            "rota.database.password", "p",
            "rota.public-url", "https://rota.example",
            "rota.token.pepper", PEPPER,
            "rota.encryption-key", PEPPER);

    @Test
    void without_any_setting_it_is_development_on_loopback() {
        var settings = Settings.read(SettingsSources.only(Map.of()));

        assertThat(settings.server().mode()).isEqualTo(Mode.DEVELOPMENT);
        assertThat(settings.server().host()).isEqualTo("127.0.0.1");
        assertThat(settings.server().publicUrl()).isEqualTo(URI.create("http://localhost:3001"));
        assertThat(settings.databaseAccess().url()).isNull();
        assertThat(settings.secrets().tokenPepper()).isNull();
    }

    @Test
    void the_demo_has_a_hundred_times_the_budgets_that_nobody_has_set() {
        var settings = Settings.read(SettingsSources.only(Map.of())).forDemo();
        assertThat(settings.clients().registrationsPerHour()).isEqualTo(1_000);
        assertThat(settings.endpoints().authorizationsPerMinute()).isEqualTo(6_000);

        var set = Settings.read(SettingsSources.only(Map.of("rota.limit.registrations-per-hour", "3")))
                .forDemo();
        assertThat(set.clients().registrationsPerHour()).isEqualTo(3);
    }

    @Test
    void with_a_database_url_it_is_production() {
        var settings = Settings.read(SettingsSources.only(PRODUCTION));

        assertThat(problems(PRODUCTION)).isEmpty();
        assertThat(settings.server().mode()).isEqualTo(Mode.PRODUCTION);
        assertThat(settings.databaseAccess().sslMode(Mode.PRODUCTION)).isEqualTo("verify-full");
        assertThat(settings.toString()).doesNotContain("secret@", PEPPER);
    }

    @Test
    void c15_production_names_every_secret_that_is_missing() {
        assertThat(problems(Map.of("rota.database.url", "postgresql://u@localhost/rota")))
                .extracting(SettingsProblem::key)
                .containsExactly(
                        "rota.database.api.password",
                        "rota.database.auth.password",
                        "rota.database.worker.password",
                        "rota.database.audit.password",
                        "rota.token.pepper",
                        "rota.encryption-key");
        assertThat(problems(Map.of("rota.mode", "production")))
                .extracting(SettingsProblem::key)
                .containsExactly("rota.token.pepper", "rota.encryption-key");
        assertThat(problems(Map.of("rota.database.url", "postgresql://u@localhost/rota", "rota.mode", "development")))
                .isEmpty();
    }

    @Test
    void c15_a_secret_that_is_refused_is_not_reported_as_missing_too() {
        assertThat(problems(with("rota.token.pepper", "short")))
                .singleElement()
                .extracting(SettingsProblem::message)
                .isEqualTo("rota.token.pepper (file values) must be 64 hexadecimal digits");
    }

    @Test
    void a_roles_own_password_goes_before_the_one_of_all() {
        var database = Settings.read(SettingsSources.only(
                        Map.of("rota.database.password", "all", "rota.database.auth.password", "own")))
                .databaseAccess();

        assertThat(database.auth()).isNotNull().extracting("value").isEqualTo("own");
        assertThat(database.worker()).isNotNull().extracting("value").isEqualTo("all");
    }

    @ParameterizedTest
    @CsvSource({
        "https://rota.example,https://rota.example",
        "HTTPS://Rota.Example:443,https://rota.example",
        "http://localhost:8080,http://localhost:8080",
        "http://127.0.0.1:80,http://127.0.0.1",
        "http://[::1]:3001,http://[::1]:3001"
    })
    void public_urls_are_origins_in_one_spelling(String text, URI expected) {
        var settings = Settings.read(SettingsSources.only(Map.of("rota.public-url", text)));

        assertThat(problems(Map.of("rota.public-url", text))).isEmpty();
        assertThat(settings.server().publicUrl()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rota.example",
                "https://rota.example/",
                "https://rota.example/path",
                "https://rota.example?x",
                "https://rota.example#x",
                "https://u:p@rota.example",
                "ftp://rota.example",
                "https://rota.example:70000",
                "https://",
                "https://a b",
                "//rota.example",
                "mailto:a@b"
            })
    void other_public_urls_are_refused(String text) {
        assertThat(problems(Map.of("rota.public-url", text)))
                .singleElement()
                .extracting(SettingsProblem::message)
                .asString()
                .startsWith("rota.public-url (file values) must be an http or https URL");
    }

    @ParameterizedTest
    @CsvSource({
        "http://rota.example,1",
        "https://rota.example,0",
        "http://localhost:3001,0",
        "http://127.0.0.2,0",
        "http://[::1],0",
        "http://127.0.0.1.example,1"
    })
    void production_needs_https_except_on_loopback(String url, int problems) {
        assertThat(problems(with("rota.public-url", url))).hasSize(problems);
    }

    @ParameterizedTest
    @CsvSource({
        "db.example,disable,1",
        "db.example,require,1",
        "db.example,verify-ca,1",
        "db.example,verify-full,0",
        "localhost,disable,0",
        "[::1],prefer,0"
    })
    void production_verifies_the_database_except_on_loopback(String host, String mode, int problems) {
        var url = "postgresql://u:p@" + host + "/rota?sslmode=" + mode;

        assertThat(problems(with("rota.database.url", url))).hasSize(problems);
    }

    @Test
    void the_public_url_follows_a_port_that_was_picked() {
        var picked =
                Settings.read(SettingsSources.only(Map.of("rota.port", "0"))).server();
        var named = Settings.read(SettingsSources.only(Map.of("rota.port", "0", "rota.public-url", "http://a.example")))
                .server();

        assertThat(picked.publicUrl(4711)).isEqualTo(URI.create("http://localhost:4711"));
        assertThat(named.publicUrl(4711)).isEqualTo(URI.create("http://a.example"));
    }

    @Test
    void both_listeners_on_one_port_are_refused() {
        assertThat(problems(Map.of("rota.port", "80", "rota.management.port", "80")))
                .extracting(SettingsProblem::key)
                .containsExactly("rota.management.port");
        assertThat(problems(Map.of("rota.port", "0", "rota.management.port", "0")))
                .isEmpty();
    }

    private static Map<String, String> with(String key, String value) {
        var values = new HashMap<>(PRODUCTION);
        values.put(key, value);
        return values;
    }

    private static List<SettingsProblem> problems(Map<String, String> values) {
        var reader = SettingsSources.only(values);
        assertThat(Settings.read(reader)).isNotNull();
        return reader.problems();
    }
}
