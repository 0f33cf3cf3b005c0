package dev.rota.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpaqueTokenTest {
    private static final String VECTOR =
            "rota_user_000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f_4b341075";

    private static byte[] countingUp() {
        var bytes = new byte[32];
        for (var i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    @Test
    void the_published_vector_comes_out() {
        assertThat(OpaqueToken.of(OpaqueToken.Kind.USER, countingUp()).reveal()).isEqualTo(VECTOR);
    }

    @Test
    void the_published_vector_hashes_as_published() {
        var token = OpaqueToken.parse(VECTOR).orElseThrow();
        assertThat(HexFormat.of()
                        .formatHex(Peppers.hash(Peppers.Pepper.of(new byte[32]), token)
                                .getBytes()))
                .isEqualTo("da4c50aeb1abb2609c2e034ce06c4cfbc18b99eb11b7f61e036596fe92ff3e7e");
    }

    @Test
    void a_fresh_token_of_each_kind_parses_and_keeps_its_kind() {
        for (var kind : OpaqueToken.Kind.values()) {
            var token = OpaqueToken.random(kind);
            assertThat(OpaqueToken.parse(token.reveal(), Set.of(kind)))
                    .hasValueSatisfying(parsed -> assertThat(parsed.kind()).isEqualTo(kind));
        }
    }

    @Test
    void only_what_speaks_for_somebody_is_an_api_token() {
        for (var kind : OpaqueToken.Kind.values()) {
            assertThat(OpaqueToken.parse(OpaqueToken.random(kind).reveal()).isPresent())
                    .as(kind.wire())
                    .isEqualTo(Set.of("user", "org", "agent").contains(kind.wire()));
        }
    }

    @Test
    void one_changed_character_anywhere_is_discarded() {
        for (var i = 0; i < VECTOR.length(); i++) {
            var changed = new StringBuilder(VECTOR);
            changed.setCharAt(i, VECTOR.charAt(i) == '0' ? '1' : '0');
            assertThat(OpaqueToken.parse(changed.toString()))
                    .as(changed.toString())
                    .isEmpty();
        }
    }

    @Test
    void whatever_is_not_a_token_is_discarded() {
        var random = new Random(7);
        for (var i = 0; i < 1_000; i++) {
            var noise = new byte[random.nextInt(120)];
            random.nextBytes(noise);
            assertThat(OpaqueToken.parse(new String(noise, java.nio.charset.StandardCharsets.ISO_8859_1)))
                    .isEmpty();
        }
        assertThat(OpaqueToken.parse(VECTOR.toUpperCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(OpaqueToken.parse(VECTOR + " ")).isEmpty();
        assertThat(OpaqueToken.parse(VECTOR.replace("user", "root"))).isEmpty();
    }

    @Test
    void printing_a_token_shows_its_hint_only() {
        assertThat(OpaqueToken.parse(VECTOR).orElseThrow()).hasToString("rota_user_0001…1e1f");
    }
}
