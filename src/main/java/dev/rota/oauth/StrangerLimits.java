package dev.rota.oauth;

import dev.rota.identity.RequestInfo;
import dev.rota.limit.Allowance;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How much those may do of whom nothing is known but their address. */
public final class StrangerLimits {
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int ADDRESSES = 100_000;

    /** Requests for authorization are kept for ten minutes each; this bounds the rows that a flood leaves. */
    private static final int AUTHORIZATIONS_OF_NODE = 6_000;

    /** Of one sign-in: the login, the consent, both again after a mistake, and people who share an address. */
    private static final int PAGES_OF_AUTHORIZATION = 10;

    /** So many clients may fail from one address, as from an office, before all of them have to wait. */
    private static final int CLIENTS = 10;

    private static final int LONGEST_CLIENT = 256;

    private final Allowance authorizations;
    private final Allowance authorizationsOfNode;
    private final Allowance pages;
    private final Allowance failures;
    private final Allowance failuresOfAddress;

    /** @param client as it calls itself; shortened, for who sends it is a stranger */
    private record Key(String address, String client) {
        static Key of(RequestInfo info, @Nullable String client) {
            var named = client == null ? "" : client;
            return new Key(info.subscriber(), named.substring(0, Math.min(named.length(), LONGEST_CLIENT)));
        }
    }

    public StrangerLimits(EndpointSettings settings) {
        authorizations = new Allowance(settings.authorizationsPerMinute(), PERIOD, ADDRESSES);
        authorizationsOfNode =
                new Allowance(Math.max(AUTHORIZATIONS_OF_NODE, settings.authorizationsPerMinute()), PERIOD, 1);
        pages = new Allowance(PAGES_OF_AUTHORIZATION * settings.authorizationsPerMinute(), PERIOD, ADDRESSES);
        failures = new Allowance(settings.failuresPerMinute(), PERIOD, ADDRESSES);
        failuresOfAddress = new Allowance(CLIENTS * settings.failuresPerMinute(), PERIOD, ADDRESSES);
    }

    /** Before a request for authorization is looked at. Fails with {@code RateLimited}. */
    public void takeAuthorization(RequestInfo info) {
        authorizations.take(info.subscriber());
        authorizationsOfNode.take(PERIOD);
    }

    /** Before a page is made for which something is looked up. Fails with {@code RateLimited}. */
    public void takePage(RequestInfo info) {
        pages.take(info.subscriber());
    }

    /** Before a request is read. Fails with {@code RateLimited} after too many failures, whosoever. */
    public void requireFailureLeft(RequestInfo info) {
        failuresOfAddress.requireLeft(info.subscriber());
    }

    /**
     * Before what a client presents is looked at. Fails with {@code RateLimited} after too many failures of that client's
     * there.
     *
     * @param client as it calls itself, proven by nothing; null where it says nothing
     */
    public void requireFailureLeft(RequestInfo info, @Nullable String client) {
        failures.requireLeft(Key.of(info, client));
    }

    /** What was presented did not count. */
    public void failed(RequestInfo info, @Nullable String client) {
        failures.spend(Key.of(info, client));
        failuresOfAddress.spend(info.subscriber());
    }
}
