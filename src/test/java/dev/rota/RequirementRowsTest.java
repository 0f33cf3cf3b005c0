package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.annotation.Testable;

/** A requirement that no test is named after is one that nobody can find the proof of. */
class RequirementRowsTest {
    private static final Set<String> NAMES = new ClassFileImporter()
                    .importUrl(RequirementRowsTest.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation())
                    .stream()
                    .flatMap(type -> type.getMethods().stream())
                    .filter(RequirementRowsTest::runs)
                    .map(JavaMethod::getName)
                    .collect(Collectors.toSet());

    /** The authorization server, the resource server, and the pages that browsers show. */
    @TestFactory
    Stream<DynamicTest> every_row_has_a_test_whose_name_begins_with_it() {
        return Stream.of(rows("a", 28), rows("r", 13), rows("h", 8))
                .flatMap(rows -> rows)
                .map(row -> DynamicTest.dynamicTest(
                        row, () -> assertThat(NAMES).anyMatch(name -> name.startsWith(row + "_"))));
    }

    private static Stream<String> rows(String section, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(number -> section + number);
    }

    private static boolean runs(JavaMethod method) {
        return method.isMetaAnnotatedWith(Testable.class)
                && !method.isAnnotatedWith(Disabled.class)
                && !method.getOwner().isAnnotatedWith(Disabled.class);
    }
}
