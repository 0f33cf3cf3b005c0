package dev.rota.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.Seeds;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CursorsTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final byte[] OLD = key(1);
    private static final byte[] NEW = key(2);

    private final Cursors cursors = new Cursors(new SealKeys(OLD));

    @Test
    void a_cursor_gives_back_its_position() {
        var cursor = cursors.after("list of 7", "2026-11-21T09:30:00Z|42|é");
        assertThat(cursors.position("list of 7", cursor)).isEqualTo("2026-11-21T09:30:00Z|42|é");
        assertThat(cursor).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void r10_a_cursor_of_another_list_or_principal_is_refused() {
        refused(cursors, "list of 8", cursors.after("list of 7", "42"));
    }

    @Test
    void binding_and_position_cannot_be_shifted_into_each_other() {
        refused(cursors, "list of 74", cursors.after("list of 7", "42"));
    }

    @Test
    void every_node_takes_it_and_so_does_the_one_with_the_next_key() {
        var cursor = cursors.after("list", "42");
        assertThat(new Cursors(new SealKeys(OLD)).position("list", cursor)).isEqualTo("42");
        assertThat(new Cursors(new SealKeys(NEW, OLD)).position("list", cursor)).isEqualTo("42");
        refused(new Cursors(new SealKeys(NEW)), "list", cursor);
    }

    @Test
    void keys_whose_names_are_the_same_are_told_apart() {
        var name = new SealKeys(OLD).currentId();
        var namesake = Stream.iterate(1, seed -> seed + 1)
                .map(CursorsTest::key)
                .filter(key -> new SealKeys(key).currentId() == name && !Arrays.equals(key, OLD))
                .findFirst()
                .orElseThrow();

        var cursor = cursors.after("list", "42");
        assertThat(new Cursors(new SealKeys(namesake, OLD)).position("list", cursor))
                .isEqualTo("42");
        refused(new Cursors(new SealKeys(namesake)), "list", cursor);
    }

    @TestFactory
    Stream<DynamicTest> r10_a_changed_cursor_is_refused() {
        return Seeds.forAll("tampering", 100, random -> refused(cursors, "list", changed(random)));
    }

    @Test
    void what_is_no_cursor_at_all_is_refused() {
        for (var text : new String[] {"", "x", "====", "é", cursors.after("list", "4") + "=", "A".repeat(10_000)}) {
            refused(cursors, "list", text);
        }
    }

    @Test
    void a_key_has_32_bytes() {
        assertThatThrownBy(() -> new SealKeys(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    private String changed(Random random) {
        var cursor = new StringBuilder(cursors.after("list", Long.toString(random.nextLong())));
        var at = random.nextInt(cursor.length());
        switch (random.nextInt(3)) {
            case 0 -> cursor.deleteCharAt(at);
            case 1 -> cursor.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            default -> cursor.setCharAt(at, other(cursor.charAt(at), random));
        }
        return cursor.toString();
    }

    private static char other(char given, Random random) {
        var other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        return other == given ? ALPHABET.charAt((ALPHABET.indexOf(given) + 1) % ALPHABET.length()) : other;
    }

    private static void refused(Cursors cursors, String binding, String cursor) {
        assertThatThrownBy(() -> {
                    var unused = cursors.position(binding, cursor);
                })
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.VALIDATION_FAILED));
    }

    private static byte[] key(int seed) {
        var key = new byte[SealKeys.KEY_BYTES];
        new Random(seed).nextBytes(key);
        return key;
    }
}
