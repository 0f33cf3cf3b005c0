package dev.rota.task.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TextPagesTest {
    @TestFactory
    Stream<DynamicTest> pages_put_together_are_the_text_and_each_is_within_its_bound() {
        return Seeds.forAll("pages", 50, random -> {
            var text = new StringBuilder();
            for (var i = random.nextInt(2_000); i > 0; i--) {
                text.appendCodePoint(new int[] {'a', '\n', 'ß', '€', 0x1D11E}[random.nextInt(5)]);
            }
            var most = 4 + random.nextInt(200);
            var joined = new StringBuilder();
            var at = 0;
            while (at < text.length()) {
                var page = TextPages.from(text.toString(), at, most);
                assertThat(page.text().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(most);
                assertThat(page.next()).isGreaterThan(at);
                joined.append(page.text());
                at = page.next();
            }
            assertThat(joined.toString()).isEqualTo(text.toString());
        });
    }

    @Test
    void a_page_ends_after_a_line_where_that_loses_little() {
        assertThat(TextPages.from("one line\nand another", 0, 12).text()).isEqualTo("one line\n");
        assertThat(TextPages.from("a\nlonger second line", 0, 12).text()).isEqualTo("a\nlonger sec");
    }

    @Test
    void an_empty_text_is_one_empty_page() {
        assertThat(TextPages.from("", 0, 10)).isEqualTo(new TextPages.Page("", 0));
    }
}
