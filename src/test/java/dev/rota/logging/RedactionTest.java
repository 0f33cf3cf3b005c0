package dev.rota.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer HUNTER2",
                "authorization=Basic HUNTER2==",
                "{\"Authorization\":\"Bearer HUNTER2\",\"a\":1}",
                "Proxy-Authorization: Digest a=1, b=HUNTER2",
                "Cookie: a=b; session=HUNTER2; c=d",
                "Set-Cookie: __Host-session=HUNTER2; Secure",
                "GET /cb?state=x&code=HUNTER2&iss=y",
                "code_verifier=HUNTER2",
                "grant_type=refresh_token&refresh_token=HUNTER2",
                "client_secret: HUNTER2",
                "password=HUNTER2",
                "password : 'a HUNTER2'",
                "{\"password\":\"a \\\" HUNTER2\"}",
                "{\\\"password\\\":\\\"a HUNTER2\\\"}",
                "Login[user=a, password=HUNTER2, x=1]",
                "?token=HUNTER2",
                "access_token = HUNTER2",
                "ROTA_TOKEN_PEPPER=HUNTER2",
                "rota.api-key=HUNTER2",
                "rota.audit.s3.secret-key=HUNTER2",
                "ROTA_ENCRYPTION_KEY=HUNTER2",
                "rota.previous-encryption-keys: HUNTER2",
                "aws_access_key=HUNTER2",
                "postgresql://rota:HUNTER2@localhost/rota",
                "bearer HUNTER2-HUNTER2",
                "whsec_HUNTER2",
            })
    void values_of_secret_names_are_masked(String text) {
        assertThat(Redaction.mask(text)).doesNotContain("HUNTER2").contains("***");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "org", "agent", "code", "refresh", "secret", "reg", "invite"})
    void tokens_are_masked_wherever_they_stand_and_whole_or_cut(String kind) {
        var token = "rota_" + kind + "_" + "00ff".repeat(16) + "_4b341075";

        assertThat(Redaction.mask("before," + token + "'after")).isEqualTo("before,rota_" + kind + "_***'after");
        assertThat(Redaction.mask(token.substring(0, 20))).isEqualTo("rota_" + kind + "_***");
    }

    @Test
    void a_jwt_is_masked() {
        assertThat(Redaction.mask("got eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl!"))
                .isEqualTo("got ***!");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "task 17 moved from open to done",
                "error_code=not_found status_code=404",
                "bearer authentication is required",
                "the token expired",
                "http://localhost:3001/mcp",
                "rota_owner may not log in",
                "connection to 10.0.0.1:5432 refused",
            })
    void what_is_no_secret_stays(String text) {
        assertThat(Redaction.mask(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"'password=a, next=b','password=***, next=b'", "'{\"token\":\"a\",\"n\":1}','{\"token\":***,\"n\":1}'"})
    void masking_leaves_the_rest_and_is_idempotent(String text, String masked) {
        assertThat(Redaction.mask(text)).isEqualTo(masked);
        assertThat(Redaction.mask(masked)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a-", "\\\"", "token", "://", "eyJ", "bearer ", "password=\"\\", "cookie", " ", "rota_user_a"})
    void long_hostile_text_is_masked_in_linear_time(String unit) {
        var text = unit.repeat(200_000 / unit.length());

        Assertions.assertTimeout(
                Duration.ofSeconds(5), () -> assertThat(Redaction.mask(text)).isNotNull());
    }
}
