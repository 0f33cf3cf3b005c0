package dev.rota.dialect.fivetool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Seeds;
import dev.rota.task.TaskStatus;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Catalogue section 9: for the words of a dialect, g(f(x)) = x, and no sequence of its writes erases what it cannot see. */
class FiveToolWordsTest {
    @TestFactory
    Stream<DynamicTest> what_is_written_reads_back_and_what_is_read_changes_nothing() {
        return Seeds.forAll("words", 100, random -> {
            var status = TaskStatus.of(TaskStatus.wires().get(random.nextInt(7)));
            for (var step = 0; step < 10; step++) {
                var word = FiveTool.STATUS.words().get(random.nextInt(4));
                var before = FiveTool.STATUS.word(status);
                var after = FiveTool.STATUS.shownAs(word).contains(status) ? status : FiveTool.STATUS.meaning(word);
                assertThat(FiveTool.STATUS.word(after)).isEqualTo(word);
                assertThat(word.equals(before)).isEqualTo(after == status);
                status = after;
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> each_word_is_the_one_that_the_catalogue_has() {
        return Stream.of(
                        List.of("backlog", "TODO"),
                        List.of("todo", "TODO"),
                        List.of("in_progress", "IN_PROGRESS"),
                        List.of("in_review", "IN_PROGRESS"),
                        List.of("done", "DONE"),
                        List.of("failed", "CANCELLED"),
                        List.of("cancelled", "CANCELLED"))
                .map(row -> DynamicTest.dynamicTest(row.get(0), () -> {
                    assertThat(FiveTool.STATUS.word(TaskStatus.of(row.get(0)))).isEqualTo(row.get(1));
                    assertThat(FiveTool.STATUS.meaning(row.get(1)).wire())
                            .isEqualTo(row.get(1).toLowerCase(Locale.ROOT));
                }));
    }
}
