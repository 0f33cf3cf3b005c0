package dev.rota.egress;

import dev.rota.egress.EgressException.Reason;
import dev.rota.http.IpNetwork;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides where requests may go (security W4). Every address of a name must be global unicast, unless the operator allows
 * one: then the name stands for what is allowed, and for nothing else.
 */
final class Guard {
    /** What some read as an IPv4 address, such as {@code 2130706433} and {@code 0x7f.1}: no top-level domain is one. */
    private static final Pattern NUMBER = Pattern.compile("(?i)(^|\\.)(\\d+|0x[0-9a-f]*)$");

    private final EgressSettings settings;
    private final String ownHost;

    /** @param ownHost the name by which this deployment is reached: it has no business with itself */
    Guard(EgressSettings settings, String ownHost) {
        this.settings = settings;
        this.ownHost = ownHost.toLowerCase(Locale.ROOT);
    }

    /** Throws unless {@code uri} is https, names a host as a resolver would take it, and has no user. */
    static void require(URI uri) {
        if (!"https".equalsIgnoreCase(uri.getScheme())) {
            throw refused("the URL is not https");
        }
        requirePlain(uri);
    }

    /** The same for http too, which goes to addresses alone that the operator allows. */
    static void requireWeb(URI uri) {
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw refused("the URL is neither https nor http");
        }
        requirePlain(uri);
    }

    private static void requirePlain(URI uri) {
        var host = uri.getHost();
        if (host == null
                || host.endsWith(".") // would be asked for without the dot, by some
                || uri.getRawUserInfo() != null
                || uri.getPort() == 0
                || uri.getPort() > 65_535) {
            throw refused("the URL has no plain host and port");
        }
    }

    /** The address that {@code host} is written as; empty for a name. Throws for what others might read otherwise. */
    static Optional<InetAddress> literal(String host) {
        var bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            if (NUMBER.matcher(host).find()) {
                throw refused("the address is not written in its usual form");
            }
            return Optional.empty();
        }
        var address = address(bytes);
        var another = bytes.length == 4
                ? !NetUtil.bytesToIpAddress(bytes).equals(host) // 010.0.0.1 is 8.0.0.1 to some
                : address instanceof Inet4Address; // IPv4-mapped
        if (another) {
            throw refused("the address is not written in its usual form");
        }
        return Optional.of(address);
    }

    /** Those to try, in that order; never empty. Throws when the name may not be used. */
    List<InetAddress> vetted(String host, Collection<InetAddress> addresses) {
        var allowed = addresses.stream().filter(this::isAllowed).toList();
        if (allowed.isEmpty()) {
            if (host.toLowerCase(Locale.ROOT).equals(ownHost)) {
                throw refused("the host is this deployment's own");
            }
            if (addresses.isEmpty() || !addresses.stream().allMatch(this::isPublic)) {
                throw refused("the host has an address that is not public");
            }
        }
        return (allowed.isEmpty() ? addresses : allowed)
                .stream()
                        .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
                        .map(address -> address(address.getAddress())) // without the name
                        .toList();
    }

    /** The same of those alone that the operator allows. Throws when there is none. */
    List<InetAddress> allowed(String host, Collection<InetAddress> addresses) {
        var allowed = addresses.stream().filter(this::isAllowed).toList();
        if (allowed.isEmpty()) {
            throw refused("without TLS, only allowed addresses are reached");
        }
        return vetted(host, allowed);
    }

    private boolean isAllowed(InetAddress address) {
        return isIn(settings.allow(), address) && !isIn(settings.refuse(), address);
    }

    private boolean isPublic(InetAddress address) {
        return PublicAddresses.contain(address) && !isIn(settings.refuse(), address);
    }

    private static boolean isIn(List<IpNetwork> networks, InetAddress address) {
        var literal = NetUtil.toAddressString(address);
        return networks.stream().anyMatch(network -> network.contains(literal));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static EgressException refused(String why) {
        return new EgressException(Reason.NOT_ALLOWED, why);
    }
}
