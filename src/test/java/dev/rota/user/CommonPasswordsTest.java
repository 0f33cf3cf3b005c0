package dev.rota.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommonPasswordsTest {
    @Test
    void c16_there_are_more_than_a_thousand_that_would_otherwise_be_long_enough() {
        assertThat(CommonPasswords.all()).hasSizeGreaterThan(1_000).allSatisfy(password -> assertThat(password)
                .hasSizeGreaterThanOrEqualTo(8)
                .isLowerCase());
    }

    @Test
    void c16_their_case_does_not_matter_and_what_is_sent_is_not_changed() {
        assertThat(CommonPasswords.contains("PassWord1")).isTrue();
        assertThat(CommonPasswords.contains(" password1")).isFalse();
        assertThat(CommonPasswords.contains("correct horse battery")).isFalse();
    }
}
