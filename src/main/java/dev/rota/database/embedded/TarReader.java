package dev.rota.database.embedded;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Unpacks a tar archive (POSIX.1-1988 ustar and its GNU form): files, directories and symbolic links. Anything else,
 * and any name or link that points out of the target directory, is refused. The archive is ours, pinned by version, so
 * a hundred lines stand in for a library and the four it brings.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int OWNER_EXECUTES = 0100;

    private final InputStream archive;
    private final Path target;
    private final byte[] header = new byte[BLOCK];

    TarReader(InputStream archive, Path target) {
        this.archive = archive;
        this.target = target;
    }

    /** Unpacks every entry below the target directory, which exists. Fails on a truncated archive. */
    void unpack() throws IOException {
        while (true) {
            if (archive.readNBytes(header, 0, BLOCK) < BLOCK) {
                throw new EOFException("The archive ends without its end mark");
            }
            if (header[0] == 0) {
                return;
            }
            unpackEntry();
        }
    }

    private void unpackEntry() throws IOException {
        var path = below(target.resolve(name()));
        var size = number(124, 12);
        switch (header[156]) {
            case '0', 0 -> unpackFile(path, size);
            case '5' -> directory(path);
            case '2' -> link(path);
            default -> throw new IOException("Entry " + path + " has the unknown type " + (char) header[156]);
        }
    }

    private void unpackFile(Path path, long size) throws IOException {
        directory(parent(path));
        try (var out = Files.newOutputStream(path)) {
            for (var left = size; left > 0; ) {
                var chunk = archive.readNBytes((int) Math.min(left, 1 << 16));
                if (chunk.length == 0) {
                    throw new EOFException("The archive ends within " + path);
                }
                out.write(chunk);
                left -= chunk.length;
            }
        }
        archive.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        permissions(path, (number(100, 8) & OWNER_EXECUTES) != 0);
        DurableFiles.sync(path);
    }

    private void directory(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        directory(parent(path));
        permissions(Files.createDirectory(path), true);
    }

    private void link(Path path) throws IOException {
        directory(parent(path));
        var to = Path.of(text(157, 100));
        var resolved = below(parent(path).resolve(to));
        if (to.isAbsolute() || resolved.equals(target)) {
            throw new IOException("Entry " + path + " links to " + to);
        }
        var unused = Files.createSymbolicLink(path, to);
    }

    private static Path parent(Path path) throws IOException {
        var parent = path.getParent();
        if (parent == null) {
            throw new IOException("Entry " + path + " has no directory");
        }
        return parent;
    }

    /** Readable by everybody, writable by the owner: the server runs as another user than the one that unpacks. */
    private static void permissions(Path path, boolean executable) throws IOException {
        var mode = executable ? "rwxr-xr-x" : "rw-r--r--";
        var unused = Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private Path below(Path path) throws IOException {
        var normal = path.normalize();
        if (!normal.startsWith(target)) {
            throw new IOException("Entry " + path + " points out of the archive");
        }
        return normal;
    }

    private String name() {
        var posix = header[262] == 0; // "ustar\0"; the GNU form has blanks there and no prefix
        var prefix = posix ? text(345, 155) : "";
        return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
    }

    private String text(int start, int length) {
        var end = start;
        while (end < start + length && header[end] != 0) {
            end++;
        }
        return new String(header, start, end - start, StandardCharsets.UTF_8);
    }

    private long number(int start, int length) throws IOException {
        var digits = text(start, length).trim();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException failure) {
            throw new IOException("Malformed number in the archive: " + digits, failure);
        }
    }
}
