package dev.rota.identity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Facts of one request that audit and logs carry. Display data: nothing is ever decided on them.
 *
 * @param id made by the server, or the client's {@code X-Request-Id} where it is well formed
 * @param client what the client calls itself, at most 128 characters; null when it does not say
 * @param network the peer's address cut to /24 or /48, which is all that audit and logs keep of it
 * @param subscriber the peer's address, an IPv6 one cut to its /64: what budgets of strangers count by
 * @param protocol MCP revision or other protocol, such as {@code 2026-07-28}
 * @param startedNanos {@link System#nanoTime} at arrival, from which deadline and duration count
 * @param credentialInQuery whether the credential was part of the URL, where others may have seen it
 */
public record RequestInfo(
        String id,
        @Nullable String client,
        String network,
        String subscriber,
        String protocol,
        long startedNanos,
        boolean credentialInQuery) {
    public RequestInfo(
            String id, @Nullable String client, String network, String subscriber, String protocol, long startedNanos) {
        this(id, client, network, subscriber, protocol, startedNanos, false);
    }

    /** Where no budget of strangers is at stake: the network stands for the address. */
    public RequestInfo(String id, @Nullable String client, String network, String protocol, long startedNanos) {
        this(id, client, network, network, protocol, startedNanos);
    }

    /** Of an operator's command, which begins now and is asked on the machine itself. */
    public static RequestInfo ofCommand(String client) {
        return new RequestInfo(UUID.randomUUID().toString(), client, "local", "cli", System.nanoTime());
    }

    /** The same request, whose body told which protocol it speaks. */
    public RequestInfo speaking(String other) {
        return new RequestInfo(id, client, network, subscriber, other, startedNanos, credentialInQuery);
    }

    /** The same request, of a client that calls itself something in the body. */
    public RequestInfo from(String name) {
        return new RequestInfo(id, name, network, subscriber, protocol, startedNanos, credentialInQuery);
    }

    /** The same request, whose credential was found in its URL. */
    public RequestInfo withCredentialInQuery() {
        return new RequestInfo(id, client, network, subscriber, protocol, startedNanos, true);
    }
}
