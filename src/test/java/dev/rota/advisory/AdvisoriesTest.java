package dev.rota.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Security P2, P3, P4, P6: the libraries in use against a list of advisories, {@code advisories.csv} beside the compiled
 * test. It ends with 2026-11-23; whoever raises a version, or reads of a hole, adds to it. A line that is closed in another way
 * than by a version says how in its last column.
 */
class AdvisoriesTest {
    private static final List<Library> IN_USE = Library.ofClassPath();

    /** How long after its publication a hole may be open (ASVS 15.1.1). */
    private enum Severity {
        CRITICAL(7),
        HIGH(14),
        MEDIUM(30),
        LOW(90);

        private final int days;

        Severity(int days) {
            this.days = days;
        }
    }

    @ParameterizedTest(name = "{0} {3} {4}")
    @CsvFileSource(resources = "advisories.csv", numLinesToSkip = 1)
    void p2_no_library_in_use_is_affected(
            String id,
            String severity,
            LocalDate published,
            String packages,
            String affected,
            String what,
            @Nullable String closedBy) {
        var found = IN_USE.stream()
                .filter(library -> library.isAmong(packages, affected))
                .toList();

        if (found.isEmpty()) {
            assertThat(closedBy)
                    .as("what closes %s, which nothing in use has any more", id)
                    .isNull();
        } else if (closedBy == null) {
            var due = published.plusDays(Severity.valueOf(severity.toUpperCase(Locale.ROOT)).days);
            System.out.printf("AdvisoriesTest: %s, %s: %s has it, until %s: %s%n", id, severity, found, due, what);
            assertThat(due).as("%s of %s: %s", id, found, what).isAfterOrEqualTo(LocalDate.now(ZoneOffset.UTC));
        } else {
            System.out.printf(
                    "AdvisoriesTest: %s, %s: %s has it, and it is closed by %s%n", id, severity, found, closedBy);
        }
    }

    @Test
    void p3_netty_is_one_that_answers_its_attackers() {
        assertThat(IN_USE)
                .filteredOn(library -> library.isAmong("io.netty:netty-*", "(,)"))
                .isNotEmpty()
                .allMatch(library -> library.isAmong("io.netty:netty-*", "[4.2.18.Final,)"));
    }

    @Test
    void p2_the_libraries_of_the_product_are_among_those_that_are_looked_at() {
        assertThat(IN_USE)
                .extracting(Library::artifact)
                .contains("vertx-core", "netty-codec-http", "postgresql", "hazelcast");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            io.netty:netty-codec-http                  | [4.2.0.Final,4.2.13.Final)                   | true
            io.netty:netty-codec-http                  | (,4.1.132.Final) [4.2.0.Final,4.2.13.Final)  | true
            io.netty:netty-codec-http2 io.netty:netty* | [4.2.0.Final,4.2.12.Final]                   | true
            io.netty:netty-codec                       | [4.2.0.Final,4.2.13.Final)                   | false
            netty:netty-codec-http                     | (,5)                                         | false
            io.netty:netty-codec-http                  | [4.2.0.Final,4.2.12.Final)                   | false
            io.netty:netty-codec-http                  | (,4.1.132.Final)                             | false
            """)
    void p2_a_library_is_known_by_name_and_version(String packages, String ranges, boolean affected) {
        var repository = Path.of("/repository");
        var library = Library.of(
                repository,
                repository.resolve("io/netty/netty-codec-http/4.2.12.Final/netty-codec-http-4.2.12.Final.jar"));

        assertThat(library.isAmong(packages, ranges)).isEqualTo(affected);
    }
}
