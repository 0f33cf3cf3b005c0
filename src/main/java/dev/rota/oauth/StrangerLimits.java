package dev.rota.oauth;

import dev.rota.identity.RequestInfo;
import dev.rota.limit.Allowance;
import java.time.Duration;

/** How much those may do of whom nothing is known but their address. */
public final class StrangerLimits {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int ADDRESSES = 100_000;

    /** Requests for authorization are kept for ten minutes each; this bounds the rows that a flood leaves. */
    private static final int AUTHORIZATIONS_OF_NODE = 6_000;

    private final Allowance authorizations;
    private final Allowance authorizationsOfNode;
    private final Allowance failures;

    public StrangerLimits(EndpointSettings settings) {
        authorizations = new Allowance(settings.authorizationsPerMinute(), PERIOD, ADDRESSES);
        authorizationsOfNode =
                new Allowance(Math.max(AUTHORIZATIONS_OF_NODE, settings.authorizationsPerMinute()), PERIOD, 1);
        failures = new Allowance(settings.failuresPerMinute(), PERIOD, ADDRESSES);
    }

    /** Before a request for authorization is looked at. Fails with {@code RateLimited}. */
    public void takeAuthorization(RequestInfo info) {
        authorizations.take(info.subscriber());
        authorizationsOfNode.take(PERIOD);
    }

    /** Before what a client presents is looked at. Fails with {@code RateLimited} after too many failures. */
    public void requireFailureLeft(RequestInfo info) {
        failures.requireLeft(info.subscriber());
    }

    /** What was presented did not count. */
    public void failed(RequestInfo info) {
        failures.spend(info.subscriber());
    }
}
