package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** A requirement that no test is named after is one whose proof nobody finds. */
class RequirementRowsTest {
    private static final Set<String> NAMES = testNames();

    /** The authorization server, the resource server, the pages that browsers show, the audit, overload, secrets, the
     * supply chain, and faults. */
    @TestFactory
    Stream<DynamicTest> every_row_has_a_test_whose_name_begins_with_it() {
        return Stream.of(
                        rows("a", 28),
                        rows("r", 13),
                        rows("h", 8),
                        rows("u", 12),
                        rows("o", 10),
                        rows("s", 7),
                        rows("p", 9),
                        Stream.of("t17", "f9"),
                        faults())
                .flatMap(rows -> rows)
                .map(row -> DynamicTest.dynamicTest(
                        row, () -> assertThat(NAMES).anyMatch(name -> name.startsWith(row + "_"))));
    }

    private static Stream<String> faults() {
        return Stream.of(1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12).map(number -> "f" + number);
    }

    private static Stream<String> rows(String section, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(number -> section + number);
    }

    /** Of the compiled tests that are run. */
    private static Set<String> testNames() {
        var root = classes();
        try (var files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith("Test.class") || file.endsWith("IT.class"))
                    .map(file ->
                            file.replaceFirst("\\.class$", "").replace('/', '.').replace('\\', '.'))
                    .flatMap(RequirementRowsTest::testsOf)
                    .map(Method::getName)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path classes() {
        try {
            return Path.of(RequirementRowsTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<Method> testsOf(String name) {
        try {
            var type = Class.forName(name, false, RequirementRowsTest.class.getClassLoader());
            return type.isAnnotationPresent(Disabled.class)
                    ? Stream.empty()
                    : Arrays.stream(type.getDeclaredMethods())
                            .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                            .filter(method -> !method.isAnnotationPresent(Disabled.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
