package dev.rota.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.event.KeyValuePair;

/**
 * Hands events to a thread that writes them. When the output is slower than the events, or stands still, further events
 * are dropped and counted: whoever logs never waits (security F7).
 *
 * <p>Logback's own asynchronous appender drops without counting.
 */
final class BoundedAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** How long {@link #stop} waits for what is queued; an output that stands still must not hold up the exit. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private static final Optional<ILoggingEvent> END = Optional.empty();

    private final Appender<ILoggingEvent> output;
    private final Logger reporter;
    private final BlockingQueue<Optional<ILoggingEvent>> waiting;
    private final AtomicLong dropped = new AtomicLong();
    private long reported;
    private final Thread writer = new Thread(this::write, "rota-log");

    /** @param reporter in whose name drops are reported, once there is room again */
    BoundedAppender(Appender<ILoggingEvent> output, Logger reporter, int capacity) {
        this.output = output;
        this.reporter = reporter;
        this.waiting = new ArrayBlockingQueue<>(capacity);
        writer.setDaemon(true);
    }

    /** How many events were dropped since the start. */
    long dropped() {
        return dropped.get();
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        tellOfRequest(event);
        event.prepareForDeferredProcessing();
        if (!waiting.offer(Optional.of(event))) {
            dropped.incrementAndGet();
        }
    }

    /** Here, on the thread that logs, since the one that writes knows of no request. What a line says itself counts. */
    private static void tellOfRequest(ILoggingEvent event) {
        var facts = RequestFacts.current();
        if (facts == null || !(event instanceof LoggingEvent line)) {
            return;
        }
        var pairs = line.getKeyValuePairs();
        var said = pairs == null
                ? Set.<String>of()
                : pairs.stream().map(pair -> pair.key).collect(Collectors.toSet());
        facts.all().forEach((name, value) -> {
            if (!said.contains(name)) {
                line.addKeyValuePair(new KeyValuePair(name, value));
            }
        });
    }

    /**
     * Refuses further events and writes what is queued. Gives up on an output that moves no event for two seconds, and
     * after two seconds of writing.
     */
    @Override
    public void stop() {
        super.stop();
        try {
            if (waiting.offer(END, DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                writer.join(DRAIN.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        var event = next();
        while (event.isPresent()) {
            output.doAppend(event.get());
            reportDrops();
            event = next();
        }
        output.stop();
    }

    /** The next event, waiting for it; empty when this is stopped and nothing is left. */
    private Optional<ILoggingEvent> next() {
        try {
            return isStarted() ? waiting.take() : Objects.requireNonNullElse(waiting.poll(), END);
        } catch (InterruptedException e) { // nobody does: a thread of our own
            return END;
        }
    }

    private void reportDrops() {
        long now = dropped.get();
        if (now > reported && waiting.size() <= waiting.remainingCapacity()) {
            var message = (now - reported) + " log events were dropped, because the output was too slow";
            output.doAppend(new LoggingEvent(getClass().getName(), reporter, Level.WARN, message, null, null));
            reported = now;
        }
    }
}
