package dev.rota.oauth.page;

import dev.rota.oauth.Issuer;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that pages refer to, held in memory. Its URL names its content, so it may be kept for ever.
 *
 * @param name below {@code /auth}
 */
public record Asset(String name, String mediaType, Buffer content, String hash) {
    public static final Asset STYLE = read("style.css", "text/css; charset=utf-8");
    public static final Asset ONCE = read("once.js", "text/javascript; charset=utf-8");
    public static final Asset MARK = read("mark.svg", "image/svg+xml");

    /** Where it is, as pages write it. */
    public String url() {
        return path() + "?v=" + hash;
    }

    String path() {
        return Issuer.PATH + "/" + name;
    }

    private static Asset read(String name, String mediaType) {
        try (var file = Asset.class.getResourceAsStream("/page/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the build has no " + name);
            }
            var bytes = file.readAllBytes();
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Asset(
                    name, mediaType, Buffer.buffer(bytes), HexFormat.of().formatHex(digest, 0, 8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
