package dev.rota;

import dev.rota.EventLoopWatch.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails each test class during which an event loop was blocked for 500 ms, and reports from 50 ms on (design, "Smaller
 * rulings"). Found by JUnit itself, so no test can forget it.
 */
public final class EventLoopRule implements BeforeAllCallback, AfterAllCallback {
    static final Duration REPORTED = Duration.ofMillis(50);
    static final Duration FORBIDDEN = Duration.ofMillis(500);

    private static final Path REPORT = Path.of("target", "event-loop-blocks.txt");
    private static final EventLoopWatch WATCH = new EventLoopWatch(Duration.ofMillis(25), REPORTED, thread -> true);

    private int before;

    static {
        WATCH.start();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        before = WATCH.blocks().size();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        var all = WATCH.blocks();
        var blocks = all.subList(Math.min(before, all.size()), all.size());
        if (!blocks.isEmpty()) {
            report(context.getDisplayName(), blocks);
        }
        var forbidden = forbidden(blocks, FORBIDDEN);
        if (!forbidden.isEmpty()) {
            throw new AssertionError(describe(forbidden));
        }
    }

    static List<Block> forbidden(List<Block> blocks, Duration limit) {
        return blocks.stream()
                .filter(block -> block.atLeast().compareTo(limit) >= 0)
                .toList();
    }

    private static void report(String during, List<Block> blocks) {
        var text = "during " + during + ":\n" + describe(blocks) + "\n";
        System.err.print(text);
        try {
            Files.createDirectories(REPORT.toAbsolutePath().getParent());
            Files.writeString(
                    REPORT, text, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String describe(List<Block> blocks) {
        return blocks.stream().map(Block::toString).collect(Collectors.joining("\n"));
    }
}
