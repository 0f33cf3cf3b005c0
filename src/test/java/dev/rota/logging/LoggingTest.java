package dev.rota.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.rota.logging.LoggingSettings.Format;
import dev.rota.logging.LoggingSettings.Level;
import dev.rota.settings.SettingsSources;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.slf4j.LoggerFactory;

@ResourceLock(Resources.SYSTEM_ERR)
class LoggingTest {
    @Test
    void text_and_json_are_chosen_at_the_start() {
        assertThat(logged(settings(Format.TEXT, Level.INFO), () -> ours().info("hello")))
                .singleElement()
                .asString()
                .endsWith("INFO  LoggingTest - hello");
        assertThat(logged(settings(Format.JSON, Level.INFO), () -> ours().info("hello")))
                .singleElement()
                .satisfies(line ->
                        assertThat(new JsonObject(line).getString("message")).isEqualTo("hello"));
    }

    @Test
    void our_level_is_a_setting_and_libraries_speak_from_warn_on() {
        var library = LoggerFactory.getLogger("org.example.Library");
        var lines = logged(settings(Format.TEXT, Level.DEBUG), () -> {
            ours().debug("ours");
            library.info("chatter");
            library.warn("matter");
        });

        assertThat(lines).hasSize(2).noneMatch(line -> line.contains("chatter"));
    }

    @Test
    void java_util_logging_and_vertx_arrive_in_the_same_output() {
        var lines = logged(settings(Format.TEXT, Level.INFO), () -> {
            var event = new LogRecord(java.util.logging.Level.WARNING, "password={0}");
            event.setParameters(new Object[] {"hunter2"});
            java.util.logging.Logger.getLogger("org.postgresql.Driver").log(event);
            io.vertx.core.internal.logging.LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker")
                    .warn("blocked");
        });

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).endsWith("password=***");
        assertThat(lines.get(1)).endsWith("WARN  BlockedThreadChecker - blocked");
    }

    @Test
    void settings_have_defaults() {
        assertThat(LoggingSettings.read(SettingsSources.only(Map.of())))
                .isEqualTo(new LoggingSettings(Format.TEXT, Level.INFO, 8_192));
    }

    private static org.slf4j.Logger ours() {
        return LoggerFactory.getLogger(LoggingTest.class);
    }

    private static LoggingSettings settings(Format format, Level level) {
        return new LoggingSettings(format, level, 100);
    }

    /** What {@code work} writes to standard error, which is as it was afterwards. */
    private static List<String> logged(LoggingSettings settings, Runnable work) {
        var bytes = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try (var logging = Logging.start(settings)) {
            work.run();
            assertThat(logging.dropped()).isZero();
        } finally {
            System.setErr(before);
            Logging.first((LoggerContext) LoggerFactory.getILoggerFactory());
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
