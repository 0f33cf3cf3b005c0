package dev.rota.limit;

import dev.rota.settings.SettingsReader;
import java.time.Duration;

/**
 * Settings of budgets and admission.
 *
 * @param organizationShare how many credentials' budgets an organization has in all
 * @param addressCallsPerMinute of one address without a credential
 * @param addressBurst calls one address may make at once
 * @param keys credentials, organizations and addresses each that are remembered; the least used are forgotten first
 * @param inFlight calls at work at a time
 * @param waiting calls that may wait for that
 * @param burst calls that may while the queue has been empty a tenth of a second ago, at least {@code waiting}
 * @param longestWait how long they may
 * @param mostCallsPerMinute of one credential, whatever its organization's policy says
 * @param rarePerHour how often an organization may do something destructive or costly of one kind in an hour
 */
public record LimitSettings(
        int organizationShare,
        int addressCallsPerMinute,
        int addressBurst,
        int keys,
        int inFlight,
        int waiting,
        int burst,
        Duration longestWait,
        int mostCallsPerMinute,
        int rarePerHour) {
    public LimitSettings {
        burst = Math.max(burst, waiting);
    }

    public static final LimitSettings DEFAULTS =
            new LimitSettings(5, 600, 40, 100_000, 64, 64, 256, Duration.ofMillis(150), 12_000, 10);

    public static LimitSettings read(SettingsReader from) {
        var organizationShare = from.integer("rota.limit.organization-share", DEFAULTS.organizationShare, 1, 1_000);
        var addressCallsPerMinute =
                from.integer("rota.limit.address-calls-per-minute", DEFAULTS.addressCallsPerMinute, 1, 1_000_000);
        var addressBurst = from.integer("rota.limit.address-burst", DEFAULTS.addressBurst, 2, 1_000_000);
        var keys = from.integer("rota.limit.budget-keys", DEFAULTS.keys, 1_000, 10_000_000);
        var inFlight = from.integer("rota.limit.in-flight", DEFAULTS.inFlight, 1, 10_000);
        var waiting = from.integer("rota.limit.waiting", DEFAULTS.waiting, 1, 10_000);
        return new LimitSettings(
                organizationShare,
                addressCallsPerMinute,
                addressBurst,
                keys,
                inFlight,
                waiting,
                from.integer("rota.limit.waiting-burst", 4 * waiting, 1, 40_000),
                from.duration(
                        "rota.limit.admission-wait", DEFAULTS.longestWait, Duration.ofMillis(1), Duration.ofSeconds(5)),
                from.integer("rota.limit.most-calls-per-minute", DEFAULTS.mostCallsPerMinute, 30, 100_000_000),
                from.integer("rota.limit.rare-per-hour", DEFAULTS.rarePerHour, 1, 1_000_000));
    }

    /** Of the calls at work, how many may change something: half is left for others, where there are four or more. */
    int changing() {
        return inFlight < 4 ? inFlight : inFlight / 2;
    }

    /**
     * How many reads may be at work while changes wait: of sixteen places one. Each connection that reads share has sixteen
     * (security O1), so that is one for each of them, by default on two cores.
     */
    int besideChanges() {
        return Math.max(1, inFlight / 16);
    }

    /** The same for something else than calls that is admitted, apart from them. */
    public LimitSettings apart(int atWork, int inLine, Duration wait) {
        return new LimitSettings(
                organizationShare,
                addressCallsPerMinute,
                addressBurst,
                keys,
                atWork,
                inLine,
                inLine,
                wait,
                mostCallsPerMinute,
                rarePerHour);
    }

    /** With a hundred times as many calls, and as much that is rare. */
    public LimitSettings forDemo() {
        return new LimitSettings(
                organizationShare,
                addressCallsPerMinute,
                addressBurst,
                keys,
                inFlight,
                waiting,
                burst,
                longestWait,
                100 * mostCallsPerMinute,
                100 * rarePerHour);
    }
}
