package dev.rota.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's hash by Argon2id (RFC 9106), as it is stored: {@code $argon2id$v=19$m=KiB,t=passes,p=lanes$salt$tag}, which
 * is how the reference implementation writes it, Base64 without padding. Whoever makes one or compares one waits for it,
 * some 50 ms of a core, and fills that much of the heap meanwhile: none of it is kept.
 */
final class Argon2id {
    /** What one takes of the heap, while it is made. */
    static final long BYTES = 20L << 20;

    /** Of OWASP's list (security C16). */
    private static final Cost TODAY = new Cost(19 * 1024, 2, 1);

    private static final int SALT_BYTES = 16;
    private static final int TAG_BYTES = 32;

    /** RFC 9106 asks for 8 bytes of salt at least; a tag of fewer than these could be met by chance. */
    private static final int LEAST_SALT = 8;

    private static final int LEAST_TAG = 16;

    private static final Pattern STORED = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,4}),p=(\\d{1,3})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Cost cost;
    private final byte[] salt;
    private final byte[] tag;

    private Argon2id(Cost cost, byte[] salt, byte[] tag) {
        this.cost = cost;
        this.salt = salt;
        this.tag = tag;
    }

    /** Of a stored hash too it is bounded: one row must not take all the memory there is. */
    private record Cost(int kibibytes, int passes, int lanes) {
        Cost {
            if (lanes < 1
                    || lanes > 16
                    || passes < 1
                    || passes > 16
                    || kibibytes < 8 * lanes
                    || kibibytes > 64 * 1024) {
                throw new IllegalStateException("A stored hash costs more than a password may, or nothing");
            }
        }
    }

    /** Of {@code password} with a salt of its own, at today's cost. */
    static Argon2id of(String password) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new Argon2id(TODAY, salt, tag(password, TODAY, salt, TAG_BYTES));
    }

    /** At today's cost, and of no password that anybody knows. */
    static Argon2id ofNobody() {
        return new Argon2id(TODAY, new byte[SALT_BYTES], new byte[TAG_BYTES]);
    }

    /** @throws IllegalStateException where {@code stored} is no such hash; the message does not repeat it */
    static Argon2id read(String stored) {
        var parts = STORED.matcher(stored);
        if (!parts.matches()) {
            throw new IllegalStateException("A stored hash is none of Argon2id, version 19");
        }
        var cost = new Cost(
                Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
        return new Argon2id(cost, bytes(parts.group(4), LEAST_SALT), bytes(parts.group(5), LEAST_TAG));
    }

    private static byte[] bytes(String base64, int least) {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            if (bytes.length >= least) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("A stored hash is not in Base64", e);
        }
        throw new IllegalStateException("A stored hash is too short");
    }

    /** Compared in a time that tells nothing. */
    boolean matches(String password) {
        return MessageDigest.isEqual(tag, tag(password, cost, salt, tag.length));
    }

    boolean isOfTodaysCost() {
        return cost.equals(TODAY);
    }

    String toStore() {
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        cost.kibibytes(),
                        cost.passes(),
                        cost.lanes(),
                        base64.encodeToString(salt),
                        base64.encodeToString(tag));
    }

    private static byte[] tag(String password, Cost cost, byte[] salt, int length) {
        var tag = new byte[length];
        var argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.kibibytes())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        argon2.generateBytes(password.getBytes(StandardCharsets.UTF_8), tag);
        return tag;
    }
}
