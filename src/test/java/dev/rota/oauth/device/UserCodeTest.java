package dev.rota.oauth.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8628 section 6.1. */
class UserCodeTest {
    @ParameterizedTest
    @ValueSource(strings = {"WDJB-MJHT", "wdjbmjht", " wdjb mjht ", "W.D.J.B_m-j-h-t", "WDJB\tMJHT\n"})
    void a_code_is_read_however_it_is_typed(String typed) {
        assertThat(UserCode.typed(typed)).contains(new UserCode("WDJBMJHT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "WDJB", "WDJB-MJHTX", "WDJB-MJHA", "WDJB-MJH1", "WDJB/MJHT", "\u0130DJBMJHT", "WDJB-MJHT'--"
            })
    void what_is_no_code_is_none(String typed) {
        assertThat(UserCode.typed(typed)).isEmpty();
    }

    @RepeatedTest(20)
    void a_new_code_is_shown_in_two_halves_and_read_back() {
        var code = UserCode.random();

        assertThat(code.shown()).matches("[B-Z]{4}-[B-Z]{4}").doesNotContainPattern("[AEIOUY]");
        assertThat(UserCode.typed(code.shown())).contains(code);
    }
}
