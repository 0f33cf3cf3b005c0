package dev.rota;

import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Properties over random input that can be replayed: {@code -Dseed=...} runs one seed alone. */
public final class Seeds {
    private static final Long ONLY = Long.getLong("seed");

    private Seeds() {}

    /** One dynamic test for each seed, named by it. The seeds are the same in every run. */
    public static Stream<DynamicTest> forAll(String property, int count, Consumer<Random> holds) {
        var seeds = ONLY == null ? LongStream.range(0, count) : LongStream.of(ONLY);
        return seeds.mapToObj(
                seed -> DynamicTest.dynamicTest(property + " -Dseed=" + seed, () -> holds.accept(new Random(seed))));
    }
}
