package dev.rota.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> KNOWN =
            List.of("rota.port", "rota.public-url", "rota.management.port", "rota.database.url", "rota.data-dir");

    @ParameterizedTest
    @CsvSource({
        "rota.prot,rota.port",
        "rota.publicurl,rota.public-url",
        "rota.datadir,rota.data-dir",
        "rota.manage.port,rota.management.port",
        "database-url,rota.database.url"
    })
    void the_nearest_name_is_what_was_meant(String written, String meant) {
        assertThat(NearestName.among(KNOWN, written)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "'',abc,3", "abc,abc,0", "flaw,lawn,2"})
    void distance_counts_edits(String one, String other, int edits) {
        assertThat(NearestName.distance(one, other)).isEqualTo(edits);
    }

    @TestFactory
    Stream<DynamicTest> distance_is_a_metric_that_edits_bound() {
        return LongStream.range(0, 100)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed=" + seed, () -> {
                    var random = new Random(seed);
                    var one = word(random);
                    var other = word(random);
                    var edited = new StringBuilder(one)
                            .insert(random.nextInt(one.length() + 1), 'x')
                            .toString();

                    int distance = NearestName.distance(one, other);
                    assertThat(NearestName.distance(one, one)).isZero();
                    assertThat(NearestName.distance(one, edited)).isEqualTo(1);
                    assertThat(distance).isEqualTo(NearestName.distance(other, one));
                    assertThat(distance)
                            .isBetween(Math.abs(one.length() - other.length()), Math.max(one.length(), other.length()));
                    assertThat(Math.abs(distance - NearestName.distance(edited, other)))
                            .isLessThanOrEqualTo(1);
                }));
    }

    private static String word(Random random) {
        return random.ints(random.nextInt(12), 'a', 'e')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
