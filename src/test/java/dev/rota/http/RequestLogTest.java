package dev.rota.http;

import static dev.rota.http.TestListener.get;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class RequestLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(RequestLog.class);
    private final LinkedBlockingQueue<ILoggingEvent> lines = new LinkedBlockingQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            lines.add(line);
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger.setLevel(Level.DEBUG);
        logger.addAppender(appender);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    @Test
    void a_line_has_the_route_and_not_what_the_caller_put_into_it() throws Exception {
        try (var server = new TestListener(TestListener.settings());
                var client = server.client()) {
            client.send(get("/items/secret-id?token=rota_user_secret", "X-Request-Id: r-1\r\n"));
            assertThat(client.response().status()).isEqualTo(200);
            var line = lines.poll(10, TimeUnit.SECONDS);
            assertThat(line).isNotNull();
            var values = line.getKeyValuePairs().toString();
            assertThat(values)
                    .contains("method=\"GET\"", "route=\"/items/:id\"", "status=\"200\"", "request_id=\"r-1\"")
                    .contains("duration_us=");
            assertThat(line.getFormattedMessage() + values).doesNotContain("secret");
        }
    }
}
