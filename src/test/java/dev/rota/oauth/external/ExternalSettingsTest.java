package dev.rota.oauth.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.settings.Mode;
import dev.rota.settings.SettingsSources;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Security A27: from where the keys of tokens may come. */
final class ExternalSettingsTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "DEVELOPMENT, https://id.example,             -,                              0",
                "PRODUCTION,  https://id.example/realms/rota, https://keys.example/jwks,      0",
                "DEVELOPMENT, http://localhost:8000,          -,                              0",
                "DEVELOPMENT, http://127.0.0.1:8000,          http://localhost:8000/jwks,     0",
                "PRODUCTION,  http://localhost:8000,          -,                              1",
                "DEVELOPMENT, http://id.example,              -,                              1",
                "DEVELOPMENT, https://id.example,             http://localhost:8000/jwks,     1",
                "DEVELOPMENT, http://localhost:8000,          http://keys.example/jwks,       1",
                "DEVELOPMENT, -,                              https://keys.example/jwks,      1",
                "DEVELOPMENT, https://id.example/?tenant=a,   -,                              1",
                "DEVELOPMENT, https://id.example/#a,          -,                              1",
                "DEVELOPMENT, https://me:pw@id.example,       -,                              1",
                "DEVELOPMENT, ftp://id.example,               -,                              1",
                "DEVELOPMENT, id.example,                     -,                              1",
            })
    void a27_keys_come_over_tls_or_from_this_machine_in_development(
            Mode mode, @Nullable String issuer, @Nullable String keys, int problems) {
        var values = new HashMap<String, String>();
        if (issuer != null) {
            values.put("rota.external-issuer", issuer);
        }
        if (keys != null) {
            values.put("rota.external-jwks-url", keys);
        }
        var reader = SettingsSources.only(values);

        assertThat(ExternalSettings.read(reader, mode)).isNotNull();

        assertThat(reader.problems()).hasSize(problems);
    }
}
