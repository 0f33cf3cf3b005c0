package dev.rota.http;

import dev.rota.observe.DirectMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that nobody was there to read any more: the peer's business, not ours. Unless it is the memory for them that was
 * lacking, which liveness is told.
 */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    private Losses() {}

    static void ignore(Throwable lost) {
        DirectMemory.ofProcess().failed(lost);
        LOG.trace("the peer left before the end", lost);
    }
}
