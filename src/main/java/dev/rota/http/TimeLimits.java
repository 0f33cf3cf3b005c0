package dev.rota.http;

import dev.rota.settings.Mode;
import dev.rota.settings.SettingsReader;
import java.time.Duration;

/**
 * How long a client may take, and how long a call may.
 *
 * @param header from accept, or from the first byte after the end of the previous response, to the end of the header,
 *     however many bytes keep arriving
 * @param body from the end of the header to the end of the body
 * @param bodyBytesPerSecond what a body must average from its second second on
 * @param call from the end of the header to the end of the response, unless the route has a limit of its own
 * @param idle between two requests of a connection
 * @param drainAccept how long a stopping server still accepts, so that load balancers notice first
 * @param drain how long calls in flight may take after that
 */
public record TimeLimits(
        Duration header,
        Duration body,
        int bodyBytesPerSecond,
        Duration call,
        Duration idle,
        Duration drainAccept,
        Duration drain) {
    public static final TimeLimits DEFAULTS = new TimeLimits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            1_024,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(25));

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static TimeLimits read(SettingsReader from, Mode mode) {
        return new TimeLimits(
                from.duration("rota.limit.header-time", DEFAULTS.header, SECOND, MINUTE),
                from.duration("rota.limit.body-time", DEFAULTS.body, SECOND, MINUTE.multipliedBy(10)),
                (int) from.bytes("rota.limit.body-rate", DEFAULTS.bodyBytesPerSecond, 0, 1_048_576),
                from.duration("rota.limit.call-time", DEFAULTS.call, SECOND, MINUTE.multipliedBy(10)),
                from.duration("rota.limit.idle-time", DEFAULTS.idle, SECOND, MINUTE.multipliedBy(60)),
                from.duration("rota.limit.drain-accept", drainAccept(mode), Duration.ZERO, MINUTE),
                from.duration("rota.limit.drain-time", DEFAULTS.drain, Duration.ZERO, MINUTE.multipliedBy(10)));
    }

    /** Where one person develops there is no load balancer to wait for, and Ctrl-C should be quick. */
    private static Duration drainAccept(Mode mode) {
        return mode == Mode.DEVELOPMENT ? Duration.ZERO : DEFAULTS.drainAccept;
    }
}
