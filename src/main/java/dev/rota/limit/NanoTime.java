package dev.rota.limit;

import io.github.bucket4j.TimeMeter;
import java.util.function.LongSupplier;

/** The time of {@link System#nanoTime}, or of a test. */
record NanoTime(LongSupplier source) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
        return source.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
