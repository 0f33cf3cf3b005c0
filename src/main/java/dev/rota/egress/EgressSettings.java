package dev.rota.egress;

import dev.rota.http.IpNetwork;
import dev.rota.settings.SettingsReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where this server may go by itself.
 *
 * @param allow networks that may be reached though they are not public
 * @param refuse networks that may not be reached though they are public; counts more than {@code allow}
 * @param authorities null where the Java runtime's own are enough
 */
public record EgressSettings(List<IpNetwork> allow, List<IpNetwork> refuse, @Nullable ExtraAuthorities authorities) {
    public static final EgressSettings DEFAULT = new EgressSettings(List.of(), List.of(), null);

    public EgressSettings {
        allow = List.copyOf(allow);
        refuse = List.copyOf(refuse);
    }

    public static EgressSettings read(SettingsReader from) {
        return new EgressSettings(
                networks(from, "rota.egress.allow"),
                networks(from, "rota.egress.refuse"),
                from.parsed("rota.egress.ca-file", "a file of PEM certificates", ExtraAuthorities::read));
    }

    private static List<IpNetwork> networks(SettingsReader from, String key) {
        try {
            return from.list(key, List.of()).stream().map(IpNetwork::parse).toList();
        } catch (IllegalArgumentException e) {
            from.problem(key, key + ": " + e.getMessage());
            return List.of();
        }
    }
}
