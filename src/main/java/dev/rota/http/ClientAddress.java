package dev.rota.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose address a request came from. */
final class ClientAddress {
    private static final CharSequence FORWARDED_FOR = io.vertx.core.http.HttpHeaders.createOptimized("X-Forwarded-For");

    private final List<IpNetwork> trustedProxies;

    ClientAddress(List<IpNetwork> trustedProxies) {
        this.trustedProxies = trustedProxies;
    }

    /** The other end of the connection; {@code unknown} for one without an IP address. */
    static String of(@Nullable SocketAddress peer) {
        var address = peer == null ? null : peer.hostAddress();
        return address == null ? "unknown" : address;
    }

    boolean isTrustedProxy(String address) {
        for (var network : trustedProxies) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The right-most address that no trusted proxy has, because each proxy appends what it saw and the client can write
     * whatever it likes to the left (ASVS 4.1.3). Without trusted proxies, the peer's.
     */
    String of(HttpServerRequest request) {
        var nearest = of(request.remoteAddress());
        if (trustedProxies.isEmpty() || !isTrustedProxy(nearest)) {
            return nearest;
        }
        var hops = String.join(",", request.headers().getAll(FORWARDED_FOR)).split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            var hop = hops[i].strip();
            if (IpNetwork.bytes(hop) == null) {
                break; // what is no address was not written by a proxy of ours
            }
            nearest = hop;
            if (!isTrustedProxy(hop)) {
                break;
            }
        }
        return nearest;
    }
}
