package dev.rota.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that nobody was there to read any more: the peer's business, not ours. */
final class Losses {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    private Losses() {}

    static void ignore(Throwable lost) {
        LOG.trace("the peer left before the end", lost);
    }
}
