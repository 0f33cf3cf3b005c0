package dev.rota.audit.chain;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.rota.identity.OrganizationId;
import dev.rota.observe.Metrics;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Security U8: events that get no number are noticed within half a minute. */
final class PendingAgeTest {
    private static final OrganizationId ACME = new OrganizationId(1);

    @Test
    void u8_the_age_of_the_oldest_event_that_waits_is_a_metric_and_at_30_s_an_alarm(@TempDir Path directory) {
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        var logger = (Logger) LoggerFactory.getLogger(PendingAge.class);
        logger.addAppender(lines);
        try (var log = new ChainedLog(directory)) {
            var metrics = new Metrics();
            var age = new PendingAge(log.database, metrics.chain());
            log.write(ACME, 3);
            await(age.look());
            assertThat(metrics.scrape()).contains("rota_audit_pending_age_seconds 0.0");

            waitsFor(log, "20 seconds");
            await(age.look());
            assertThat(metrics.scrape()).containsPattern("rota_audit_pending_age_seconds 2\\d\\.");
            assertThat(age.inTime().succeeded()).isTrue();

            waitsFor(log, "31 seconds");
            await(age.look());
            await(age.look());
            assertThat(metrics.scrape()).containsPattern("rota_audit_pending_age_seconds 3\\d\\.");
            assertThatThrownBy(() -> await(age.inTime()))
                    .hasMessageStartingWith("audit events have been waiting for 3");
            assertThat(lines.list).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                    .startsWith("an audit event of organization 1 has been waiting for its place"));

            log.chain();
            await(age.look());
            assertThat(metrics.scrape()).contains("rota_audit_pending_age_seconds 0.0");
            assertThat(age.inTime().succeeded()).isTrue();
            assertThat(lines.list).hasSize(2);
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void u8_an_organization_whose_chain_fails_counts_too(@TempDir Path directory) {
        try (var log = new ChainedLog(directory)) {
            var metrics = new Metrics();
            var age = new PendingAge(log.database, metrics.chain());
            log.write(ACME, 1);
            log.chain();
            log.write(ACME, 1);
            log.copy.execute(
                    "UPDATE rota.audit_pending SET event_id = 1, at = (SELECT at FROM rota.audit_event WHERE id = 1)");
            log.chain();
            log.copy.execute("UPDATE rota.audit_pending SET at = now() - interval '1 minute'");
            await(age.look());

            assertThat(age.inTime().failed()).isTrue();
        }
    }

    private static void waitsFor(ChainedLog log, String time) {
        log.copy.execute("UPDATE rota.audit_pending SET at = now() - interval '" + time + "' WHERE event_id = 2");
    }
}
