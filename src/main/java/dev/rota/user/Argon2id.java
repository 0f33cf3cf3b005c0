package dev.rota.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's hash by Argon2id (RFC 9106), as it is stored: {@code $argon2id$v=19$m=KiB,t=passes,p=lanes$salt$tag}, which
 * is how the reference implementation writes it, Base64 without padding. Whoever makes one or compares one waits for it,
 * some 50 ms of a core, and fills its memory for that long: none of it is kept.
 */
final class Argon2id {
    /** Of OWASP's list (security C16). */
    private static final Cost TODAY = new Cost(19 * 1024, 2, 1);

    private static final int SALT_BYTES = 16;
    private static final int TAG_BYTES = 32;

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

    private record Cost(int kibibytes, int passes, int lanes) {}

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
        var base64 = Base64.getDecoder();
        return new Argon2id(cost, base64.decode(parts.group(4)), base64.decode(parts.group(5)));
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
        var bytes = password.getBytes(StandardCharsets.UTF_8);
        var tag = new byte[length];
        var argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.kibibytes())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        argon2.generateBytes(bytes, tag);
        Arrays.fill(bytes, (byte) 0);
        return tag;
    }
}
