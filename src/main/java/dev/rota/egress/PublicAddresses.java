package dev.rota.egress;

import dev.rota.http.IpNetwork;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/** Which addresses are global unicast, by the special-purpose registries of IANA (RFC 6890). */
final class PublicAddresses {
    /** All of global unicast (RFC 4291 section 2.4). What embeds IPv4 lies outside, but for those below. */
    private static final IpNetwork IPV6 = IpNetwork.parse("2000::/3");

    private static final List<IpNetwork> EXCEPTIONS = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8",
                    "100.64.0.0/10", // behind carriers' NAT; also a metadata service
                    "127.0.0.0/8",
                    "168.63.129.16", // a metadata service at an address that looks public
                    "169.254.0.0/16", // link-local; also most metadata services
                    "172.16.0.0/12",
                    "192.0.0.0/24", // protocol assignments; also a metadata service
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // relays of 6to4
                    "192.168.0.0/16",
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, and broadcast
                    "2001::/23", // protocol assignments, Teredo among them
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4
                    "3fff::/20") // documentation
            .map(IpNetwork::parse)
            .toList();

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        var literal = NetUtil.toAddressString(address);
        return (address instanceof Inet4Address || IPV6.contains(literal))
                && EXCEPTIONS.stream().noneMatch(network -> network.contains(literal));
    }
}
