package dev.rota.objectstore;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 as a store checks it, written from the specification ("Authenticating Requests: Using the
 * Authorization Header"), not from what signs here.
 */
final class SignatureCheck {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private SignatureCheck() {}

    /** @param headers by their names in small letters */
    static boolean holds(
            String method, String path, Map<String, String> headers, byte[] body, String accessKey, String secret) {
        var authorization = headers.getOrDefault("authorization", "");
        if (!authorization.startsWith(ALGORITHM + " ")) {
            return false;
        }
        var fields = Arrays.stream(
                        authorization.substring(ALGORITHM.length() + 1).split(",\\s*", -1))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field[1]));
        var scope = fields.getOrDefault("Credential", "").split("/", -1);
        var signed = fields.getOrDefault("SignedHeaders", "");
        var digest = headers.getOrDefault("x-amz-content-sha256", "");
        if (scope.length != 5
                || !scope[0].equals(accessKey)
                || !digest.equals(hex(sha256(body)))
                || !Arrays.asList(signed.split(";", -1)).contains("host")) {
            return false;
        }
        var canonical = method + "\n" + path + "\n\n"
                + Arrays.stream(signed.split(";", -1))
                        .map(name -> name + ":" + headers.getOrDefault(name, "").strip() + "\n")
                        .collect(Collectors.joining())
                + "\n" + signed + "\n" + digest;
        var scoped = String.join("/", scope[1], scope[2], scope[3], scope[4]);
        var toSign = ALGORITHM + "\n" + headers.get("x-amz-date") + "\n" + scoped + "\n"
                + hex(sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        var key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (var part : Arrays.asList(scope).subList(1, 5)) {
            key = hmac(key, part);
        }
        return hex(hmac(key, toSign)).equals(fields.get("Signature"));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
