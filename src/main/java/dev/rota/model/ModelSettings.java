package dev.rota.model;

import dev.rota.settings.SettingsReader;
import java.time.Duration;

/**
 * How tasks are run on models.
 *
 * @param executions at a time of this node
 * @param executionsOfOrganization at a time of one organization, over all nodes
 * @param usdPerDay what executions of an organization that says nothing else may cost together in a day (UTC)
 * @param usdPerMonth the same of a calendar month
 * @param queued of one organization that wait for their turn
 * @param longestWait for that turn, before the execution is given up
 * @param lease how long a node may be silent before another takes its executions
 * @param idle silence of a server of models before its answer is given up
 * @param answerBytes of an answer's text
 * @param retryAfter the first pause before a request is sent again; each next is twice as long
 * @param rest how long an endpoint is left alone that has failed five times
 */
public record ModelSettings(
        int executions,
        int executionsOfOrganization,
        int usdPerDay,
        int usdPerMonth,
        int queued,
        Duration longestWait,
        Duration lease,
        Duration idle,
        int answerBytes,
        Duration retryAfter,
        Duration rest) {
    public static final ModelSettings DEFAULT = new ModelSettings(
            8,
            4,
            100,
            1_000,
            100,
            Duration.ofHours(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(120),
            1_048_576,
            Duration.ofSeconds(1),
            Duration.ofSeconds(60));

    public static ModelSettings read(SettingsReader from) {
        return new ModelSettings(
                from.integer("rota.models.executions", DEFAULT.executions, 1, 32),
                from.integer("rota.models.organization-executions", DEFAULT.executionsOfOrganization, 1, 1_000),
                from.integer("rota.models.organization-usd-per-day", DEFAULT.usdPerDay, 0, 999_999),
                from.integer("rota.models.organization-usd-per-month", DEFAULT.usdPerMonth, 0, 999_999),
                from.integer("rota.models.queued", DEFAULT.queued, 1, 10_000),
                from.duration(
                        "rota.models.longest-wait", DEFAULT.longestWait, Duration.ofMinutes(1), Duration.ofHours(12)),
                from.duration("rota.models.lease", DEFAULT.lease, Duration.ofSeconds(2), Duration.ofMinutes(10)),
                from.duration("rota.models.idle", DEFAULT.idle, Duration.ofMillis(100), Duration.ofHours(1)),
                (int) from.bytes("rota.models.answer-bytes", DEFAULT.answerBytes, 1_024, 8_388_608),
                from.duration(
                        "rota.models.retry-after", DEFAULT.retryAfter, Duration.ofMillis(1), Duration.ofMinutes(1)),
                from.duration("rota.models.rest", DEFAULT.rest, Duration.ofMillis(100), Duration.ofHours(1)));
    }
}
