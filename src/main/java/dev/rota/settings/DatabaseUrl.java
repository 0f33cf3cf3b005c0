package dev.rota.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a PostgreSQL server is, and who may create things there, from a URL as libpq writes it.
 *
 * @param host name or address, an IPv6 one without brackets
 * @param password null when the URL has none
 * @param sslMode as libpq spells it, such as {@code verify-full}; null when the URL says nothing
 * @param sslRootCertificate file of the authorities to trust; null for those of the Java runtime
 */
public record DatabaseUrl(
        String user,
        @Nullable Secret password,
        String host,
        int port,
        String database,
        @Nullable String sslMode,
        @Nullable Path sslRootCertificate) {
    /** What is accepted, for people. */
    public static final String FORM = "postgresql://user:password@host:port/database, percent-encoded,"
            + " with sslmode and sslrootcert as its only parameters";

    private static final Pattern SHAPE =
            Pattern.compile("postgres(?:ql)?://(?<user>[^:@/?#]+)(?::(?<password>[^@/?#]*))?@"
                    + "(?<host>\\[[0-9A-Fa-f:.]+]|[^:@/?#\\[\\]\\s]+)(?::(?<port>\\d{1,5}))?/(?<database>[^/?#]+)"
                    + "(?:\\?(?<parameters>.*))?");
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final int DEFAULT_PORT = 5432;

    /** Fails with IllegalArgumentException, whose message holds no part of {@code text}. */
    public static DatabaseUrl parse(String text) {
        var parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a PostgreSQL URL");
        }
        var password = parts.group("password");
        var parameters = parameters(parts.group("parameters"));
        var certificate = parameters.get("sslrootcert");
        return new DatabaseUrl(
                decoded(parts.group("user")),
                password == null || password.isEmpty() ? null : new Secret(decoded(password)),
                parts.group("host").replaceAll("[\\[\\]]", ""),
                port(parts.group("port")),
                decoded(parts.group("database")),
                parameters.get("sslmode"),
                certificate == null ? null : Path.of(certificate));
    }

    /** The same URL with the password hidden. */
    @Override
    public String toString() {
        return "postgresql://" + user + (password == null ? "" : ":" + password) + "@"
                + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + database
                + (sslMode == null ? "" : "?sslmode=" + sslMode);
    }

    private static int port(@Nullable String text) {
        int port = text == null ? DEFAULT_PORT : Integer.parseInt(text);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("no such port");
        }
        return port;
    }

    private static Map<String, String> parameters(@Nullable String text) {
        var parameters = new HashMap<String, String>();
        for (var pair : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            var name = equals < 0 ? pair : pair.substring(0, equals);
            var value = decoded(pair.substring(equals + 1));
            boolean known = name.equals("sslrootcert") || (name.equals("sslmode") && SSL_MODES.contains(value));
            if (!known || parameters.put(name, value) != null) {
                throw new IllegalArgumentException("unknown or repeated parameter");
            }
        }
        return parameters;
    }

    /** Percent-decoding alone: outside of forms a plus is a plus (RFC 3986 section 2.2). */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
