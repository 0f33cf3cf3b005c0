package dev.rota.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.UTF_8);

    private final SecretBox before = new SecretBox(key(1));
    private final SecretBox both = new SecretBox(key(2), key(1), key(0));
    private final SecretBox after = new SecretBox(key(2));

    @Test
    void a_secret_opens_for_its_owner_alone() {
        var sealed = before.seal("owner", SECRET);

        assertThat(before.open("owner", sealed).orElseThrow().text()).isEqualTo("a secret");
        assertThat(before.open("another", sealed)).isEmpty();
        assertThat(after.open("owner", sealed)).isEmpty();
    }

    @Test
    void s6_a_former_key_opens_and_seals_nothing() {
        var opened = both.open("owner", before.seal("owner", SECRET)).orElseThrow();
        assertThat(opened.text()).isEqualTo("a secret");
        assertThat(opened.isCurrent()).isFalse();

        var sealed = both.seal("owner", opened.secret());

        assertThat(after.open("owner", sealed).orElseThrow().isCurrent()).isTrue();
        assertThat(before.open("owner", sealed)).isEmpty();
    }

    @Test
    void what_nobody_sealed_does_not_open() {
        for (var bytes : new int[] {0, 1, 11, 12, 27, 28, 40}) {
            assertThat(both.open("owner", Buffer.buffer(new byte[bytes])))
                    .as("%d bytes", bytes)
                    .isEmpty();
        }
    }

    private static byte[] key(int of) {
        var key = new byte[32];
        Arrays.fill(key, (byte) of);
        return key;
    }
}
