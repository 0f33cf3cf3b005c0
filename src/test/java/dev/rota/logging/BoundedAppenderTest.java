package dev.rota.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(20)
class BoundedAppenderTest {
    private static final LoggerContext CONTEXT = (LoggerContext) LoggerFactory.getILoggerFactory();

    /** An output that stands still until it is released. */
    private static final class Output extends AppenderBase<ILoggingEvent> {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch released = new CountDownLatch(1);
        final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            reached.countDown();
            assertThatCode(() ->
                            assertThat(released.await(15, TimeUnit.SECONDS)).isTrue())
                    .doesNotThrowAnyException();
            lines.add(event.getFormattedMessage());
        }
    }

    @Test
    void a_standing_output_holds_nobody_up_and_what_is_dropped_is_counted() throws InterruptedException {
        var output = new Output();
        var appender = started(output, 10);
        appender.doAppend(event("first"));
        assertThat(output.reached.await(10, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 1_000; i++) {
            appender.doAppend(event("event " + i));
        }

        assertThat(appender.dropped()).isEqualTo(990);
        output.released.countDown();
        appender.stop();
        assertThat(output.lines)
                .startsWith("first", "event 0")
                .contains("event 9")
                .doesNotContain("event 10")
                .anySatisfy(line -> assertThat(line).startsWith("990 log events were dropped"))
                .hasSize(12);
    }

    @Test
    void stopping_writes_what_is_queued() {
        var output = new Output();
        output.released.countDown();
        var appender = started(output, 2_000);
        for (int i = 0; i < 1_000; i++) {
            appender.doAppend(event("event " + i));
        }

        appender.stop();

        assertThat(output.lines).hasSize(1_000).endsWith("event 999");
        assertThat(appender.dropped()).isZero();
    }

    @Test
    void stopping_does_not_wait_for_a_standing_output() throws InterruptedException {
        var output = new Output();
        var appender = started(output, 10);
        appender.doAppend(event("first"));
        assertThat(output.reached.await(10, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();

        appender.stop();

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - before)).isLessThan(10);
        output.released.countDown();
    }

    private static BoundedAppender started(Output output, int capacity) {
        output.setContext(CONTEXT);
        output.start();
        var appender = new BoundedAppender(output, CONTEXT.getLogger("log"), capacity);
        appender.setContext(CONTEXT);
        appender.start();
        return appender;
    }

    private static ILoggingEvent event(String message) {
        return new LoggingEvent("x", CONTEXT.getLogger("test"), Level.INFO, message, null, null);
    }
}
