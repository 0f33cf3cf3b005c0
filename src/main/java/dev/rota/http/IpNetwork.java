package dev.rota.http;

import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A block of IPv4 or IPv6 addresses, such as {@code 10.0.0.0/8}. Addresses are literals: nothing is ever resolved. */
public final class IpNetwork {
    private final byte[] address;
    private final int prefix;

    private IpNetwork(byte[] address, int prefix) {
        this.address = masked(address, prefix);
        this.prefix = prefix;
    }

    /** Reads CIDR notation or a single address; IllegalArgumentException for anything else. */
    public static IpNetwork parse(String text) {
        var slash = text.indexOf('/');
        var address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("'" + text + "' is not an address or a network");
        }
        var bits = address.length * 8;
        var prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("'" + text + "' has no prefix of 0 to " + bits);
        }
        return new IpNetwork(address, prefix);
    }

    /** The network that audit and logs name in place of an address: /24 or /48; {@code unknown} for no IP address. */
    public static String coarse(String literal) {
        var address = bytes(literal);
        return address == null ? "unknown" : new IpNetwork(address, address.length == 4 ? 24 : 48).toString();
    }

    /** What stands for one client in budgets: its IPv4 address, or the /64 that one IPv6 subscriber holds. */
    public static String subscriber(String literal) {
        var address = bytes(literal);
        if (address == null) {
            return literal;
        }
        return address.length == 4 ? NetUtil.bytesToIpAddress(address) : new IpNetwork(address, 64).toString();
    }

    public boolean contains(String literal) {
        var other = bytes(literal);
        return other != null && other.length == address.length && Arrays.equals(masked(other, prefix), address);
    }

    /** Four or sixteen bytes, an IPv4-mapped IPv6 address as the IPv4 it is; null for what is no literal. */
    static byte @Nullable [] bytes(String literal) {
        var parsed = NetUtil.createByteArrayFromIpAddressString(literal);
        if (parsed == null || parsed.length == 4) {
            return parsed;
        }
        return isMapped(parsed) ? Arrays.copyOfRange(parsed, 12, 16) : parsed;
    }

    private static boolean isMapped(byte[] address) {
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return address[10] == (byte) 0xff && address[11] == (byte) 0xff;
    }

    private static byte[] masked(byte[] address, int prefix) {
        var result = address.clone();
        for (int i = 0; i < result.length; i++) {
            var bits = Math.max(0, Math.min(8, prefix - i * 8));
            result[i] &= (byte) (0xff << (8 - bits));
        }
        return result;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IpNetwork network
                && prefix == network.prefix
                && Arrays.equals(address, network.address);
    }

    @Override
    public int hashCode() {
        return Objects.hash(prefix, Arrays.hashCode(address));
    }

    @Override
    public String toString() {
        return NetUtil.bytesToIpAddress(address) + "/" + prefix;
    }
}
