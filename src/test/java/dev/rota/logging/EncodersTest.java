package dev.rota.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.encoder.Encoder;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.logstash.logback.argument.StructuredArguments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

class EncodersTest {
    private static final String TOKEN = "rota_user_" + "00ff".repeat(16) + "_4b341075";
    private static final LoggerContext CONTEXT = (LoggerContext) LoggerFactory.getILoggerFactory();

    @Test
    void a_text_line_has_time_level_source_and_message() {
        assertThat(text(event("claimed {}", 17))).isEqualTo("2026-11-21T08:00:00.000Z INFO  Attempts - claimed 17\n");
    }

    @Test
    void a_json_line_has_the_same_in_fields() {
        var line = json(event("claimed {}", 17));

        assertThat(new JsonObject(line))
                .isEqualTo(new JsonObject()
                        .put("@timestamp", "2026-11-21T08:00:00Z")
                        .put("level", "INFO")
                        .put("thread_name", Thread.currentThread().getName())
                        .put("logger_name", "dev.rota.attempt.Attempts")
                        .put("message", "claimed 17"));
        assertThat(line).endsWith("}\n").hasLineCount(1);
    }

    @Test
    void secrets_are_masked_in_messages_arguments_pairs_and_exceptions() {
        var event =
                event("used " + TOKEN + " and {} {}", "password=HUNTER2", StructuredArguments.kv("token", "HUNTER3"));
        event.addKeyValuePair(new KeyValuePair("client_secret", "HUNTER4"));
        event.addKeyValuePair(new KeyValuePair("header", "Authorization: Bearer HUNTER5"));
        event.setThrowableProxy(new ThrowableProxy(
                new IllegalStateException("outer " + TOKEN, new IllegalArgumentException("code=HUNTER6"))));

        assertThat(text(event)).doesNotContain("HUNTER", "00ff").contains("used rota_user_***", "caused by");
        assertThat(json(event)).doesNotContain("HUNTER", "00ff").contains("used rota_user_***", "Caused by");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\n", "\r", "\r\n", "\u0000", "\u001b[2J", "\u0085", "\u2028", "\u2029", "\u202e", "\u2066"})
    void no_message_can_break_its_line_or_drive_the_terminal(String hostile) {
        var event = event("{}", "before" + hostile + "2026-11-21T08:00:00.000Z INFO forged");
        event.setThrowableProxy(new ThrowableProxy(new IllegalStateException("x" + hostile + "forged")));

        assertThat(text(event).lines().filter(line -> !line.startsWith("\t"))).hasSize(1);
        assertThat(text(event).replace("\n", "").replace("\t", ""))
                .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
        assertThat(json(event)).hasLineCount(1).matches("[ -~]+\\n");
    }

    @Test
    void a_message_of_a_megabyte_is_cut() {
        var event = event("{}", "x".repeat(1 << 20));

        assertThat(text(event)).hasSizeLessThan(17_000).contains("(cut)");
        assertThat(json(event)).hasSizeLessThan(17_000).contains("(cut)");
    }

    @Test
    void a_stack_trace_of_any_depth_is_cut() {
        var event = event("deep");
        event.setThrowableProxy(new ThrowableProxy(deep(2_000)));

        assertThat(text(event).lines().count()).isBetween(50L, 60L);
        assertThat(json(event)).hasSizeLessThan(20_000);
    }

    private static Throwable deep(int depth) {
        return depth == 0 ? new IllegalStateException("bottom") : deep(depth - 1);
    }

    private static LoggingEvent event(String message, Object... arguments) {
        var logger = CONTEXT.getLogger("dev.rota.attempt.Attempts");
        var event = new LoggingEvent("x", logger, Level.INFO, message, null, arguments);
        event.setInstant(Instant.parse("2026-11-21T08:00:00Z"));
        return event;
    }

    private static String text(ILoggingEvent event) {
        return encode(new TextEncoder(), event);
    }

    private static String json(ILoggingEvent event) {
        return encode(JsonLines.encoder(), event);
    }

    private static String encode(Encoder<ILoggingEvent> encoder, ILoggingEvent event) {
        encoder.setContext(CONTEXT);
        encoder.start();
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }
}
