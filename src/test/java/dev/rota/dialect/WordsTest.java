package dev.rota.dialect;

import static dev.rota.dialect.Words.both;
import static dev.rota.dialect.Words.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final List<Integer> VALUES = List.of(1, 2, 3);

    private final Words<Integer> words =
            Words.of(VALUES, n -> "n" + n, both(1, "ONE"), both(2, "MANY"), shown(3, "MANY"));

    @Test
    void a_word_means_one_value_and_shows_perhaps_several() {
        assertThat(words.meaning("MANY")).isEqualTo(2);
        assertThat(words.word(3)).isEqualTo("MANY");
        assertThat(words.shownAs("MANY")).containsExactly(2, 3);
        assertThat(words.words()).containsExactly("ONE", "MANY");
    }

    @Test
    void what_would_be_accepted_natively_is_said_in_words_each_once() {
        assertThat(words.accepting(List.of("n3", "n2", "n1", "other"))).containsExactly("MANY", "ONE", "other");
    }

    @Test
    void a_table_that_loses_something_stops_the_start() {
        assertThatThrownBy(() -> Words.of(VALUES, String::valueOf, both(1, "ONE"), both(2, "TWO")))
                .hasMessageContaining("without a word");
        assertThatThrownBy(() -> Words.of(VALUES, String::valueOf, both(1, "A"), both(2, "B"), shown(3, "C")))
                .hasMessageContaining("without a meaning");
        assertThatThrownBy(() -> Words.of(VALUES, String::valueOf, both(1, "A"), both(2, "A"), both(3, "C")))
                .hasMessageContaining("second time");
        assertThatThrownBy(
                        () -> Words.of(VALUES, String::valueOf, both(1, "A"), both(1, "B"), both(2, "C"), both(3, "D")))
                .hasMessageContaining("second time");
    }
}
