package dev.rota.audit.chain;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.ECKey;
import dev.rota.identity.OrganizationId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/**
 * Digests where the database has no say: for each organization a file that is only ever appended to, a compact JWS on
 * each line, and beside them the public keys, as JWKs named by their ids. Blocking: for worker threads.
 */
final class DigestFiles {
    private final Path directory;

    DigestFiles(Path directory) {
        this.directory = directory;
    }

    Path file(OrganizationId organization) {
        return directory.resolve("organization-" + organization + ".digests");
    }

    private Path keyFile(String id) {
        return directory.resolve("key-" + id + ".jwk");
    }

    /** Appends and forces to the disk those of {@code lines} that come after the file's last. */
    synchronized void append(OrganizationId organization, List<String> lines) throws IOException {
        var last = lastNumber(organization);
        var text = new StringBuilder();
        for (var line : lines) {
            if (number(line) > last) {
                text.append(line).append('\n');
            }
        }
        write(file(organization), text.toString());
    }

    /** The number of the last digest in the file; 0 without any. */
    synchronized long lastNumber(OrganizationId organization) throws IOException {
        var lines = read(organization);
        return lines.isEmpty() ? 0 : number(lines.get(lines.size() - 1));
    }

    /** Every complete line: one that a crash cut off is not there yet. */
    synchronized List<String> read(OrganizationId organization) throws IOException {
        var file = file(organization);
        if (!Files.exists(file)) {
            return List.of();
        }
        var text = Files.readString(file, StandardCharsets.US_ASCII);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Puts the public key beside the digests, for those who verify without the server. */
    synchronized void publish(ECKey key) throws IOException {
        var file = keyFile(key.getKeyID());
        if (!Files.exists(file)) {
            var partial = Files.createTempFile(Files.createDirectories(directory), "key-", ".partial");
            write(partial, key.toPublicJWK().toJSONString() + "\n");
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE); // as a whole: others may be doing the same
        }
    }

    /** A public key that was published here, by this node or a former one. */
    Optional<ECKey> key(String id) throws IOException {
        return id.matches("[\\w-]{1,128}") && Files.exists(keyFile(id))
                ? Optional.of(key(keyFile(id)))
                : Optional.empty();
    }

    /** The key in a file of that form. */
    static ECKey key(Path file) throws IOException {
        try {
            return ECKey.parse(Files.readString(file));
        } catch (ParseException e) {
            throw new IOException(file + " has no public key of P-256 in it", e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        var directory = file.getParent();
        var isNew = !Files.exists(file);
        if (directory != null) {
            Files.createDirectories(directory);
        }
        cutIncompleteLine(file);
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        if (isNew && directory != null) {
            try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }

    /** What a crash left behind; the whole line is written again. */
    private static void cutIncompleteLine(Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            var end = open.length();
            while (end > 0) {
                open.seek(end - 1);
                if (open.read() == '\n') {
                    break;
                }
                end--;
            }
            open.setLength(end);
        }
    }

    /** As the line says of itself, unverified; 0 where it does not. */
    private static long number(String line) {
        try {
            var number = new JsonObject(JWSObject.parse(line).getPayload().toString()).getLong("number");
            return number == null ? 0 : number;
        } catch (ParseException | RuntimeException unreadable) {
            return 0;
        }
    }
}
