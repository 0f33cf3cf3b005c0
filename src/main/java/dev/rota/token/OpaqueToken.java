package dev.rota.token;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A secret of ours: {@code rota_<kind>_<64 lowercase hex>_<crc32>}. The checksum is no security; it lets the server
 * and scanners discard typos without asking the database (security section 3.1).
 *
 * <p>{@link #toString} shows the hint only, so that a token in a log line harms nobody.
 */
public final class OpaqueToken {
    private static final String BRAND = "rota_";
    private static final int SECRET_LENGTH = 64;
    private static final int CHECKSUM_LENGTH = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a secret is for: the first three are API tokens and say whom one speaks for. */
    public enum Kind {
        USER,
        ORG,
        AGENT,
        /** An authorization code (RFC 6749 section 4.1.2). */
        CODE,
        /** What a device asks with until somebody has decided (RFC 8628 section 3.2). */
        DEVICE,
        /** A refresh token (RFC 6749 section 6). */
        REFRESH,
        /** What an OAuth client authenticates with (RFC 6749 section 2.3.1). */
        SECRET,
        /** What manages a dynamic registration (RFC 7592 section 3). */
        REG,
        /** By which somebody joins an organization. */
        INVITE;

        private final String wire = name().toLowerCase(Locale.ROOT);
        private final String prefix = BRAND + wire + "_";

        static final Set<Kind> OF_API_TOKENS = Set.of(USER, ORG, AGENT);

        /** The kind of that word. */
        static Kind of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }

        /** The word inside the token. */
        public String wire() {
            return wire;
        }
    }

    private final Kind kind;
    private final String text;

    private OpaqueToken(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    /** A new token from 256 random bits. */
    public static OpaqueToken random(Kind kind) {
        var secret = new byte[SECRET_LENGTH / 2];
        RANDOM.nextBytes(secret);
        return of(kind, secret);
    }

    static OpaqueToken of(Kind kind, byte[] secret) {
        var body = kind.prefix + HexFormat.of().formatHex(secret);
        return new OpaqueToken(kind, body + "_" + checksum(body));
    }

    /** The API token that {@code text} is, if shape and checksum are right; touches nothing outside this thread. */
    public static Optional<OpaqueToken> parse(String text) {
        return parse(text, Kind.OF_API_TOKENS);
    }

    /** The same for a secret of one of these kinds. */
    public static Optional<OpaqueToken> parse(String text, Set<Kind> kinds) {
        for (var kind : kinds) {
            if (text.startsWith(kind.prefix) && hasShape(text, kind.prefix.length())) {
                var last = text.length() - CHECKSUM_LENGTH - 1;
                return text.substring(last + 1).equals(checksum(text.substring(0, last)))
                        ? Optional.of(new OpaqueToken(kind, text))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    public Kind kind() {
        return kind;
    }

    /** The secret, to be handed to its owner once and to be hashed. */
    public String reveal() {
        return text;
    }

    /** What lists show: the prefix with the first four and the last four characters of the secret. */
    public String hint() {
        var start = kind.prefix.length();
        return text.substring(0, start + 4) + "…" + text.substring(start + SECRET_LENGTH - 4, start + SECRET_LENGTH);
    }

    @Override
    public String toString() {
        return hint();
    }

    private static boolean hasShape(String text, int secret) {
        return text.length() == secret + SECRET_LENGTH + 1 + CHECKSUM_LENGTH
                && text.charAt(secret + SECRET_LENGTH) == '_'
                && isLowerHex(text, secret, secret + SECRET_LENGTH)
                && isLowerHex(text, secret + SECRET_LENGTH + 1, text.length());
    }

    private static boolean isLowerHex(String text, int from, int to) {
        for (var i = from; i < to; i++) {
            var c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    private static String checksum(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
