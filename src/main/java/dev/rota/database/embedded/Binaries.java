package dev.rota.database.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The server's programs, unpacked once into a directory named after the archive's checksum. The directory appears by a
 * rename after every file in it is on the disk, so what has the name is complete.
 *
 * @param directory holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path directory) {
    private static final Logger LOG = LoggerFactory.getLogger(Binaries.class);
    private static final Object ONE_AT_A_TIME = new Object();

    Path postgres() {
        return directory.resolve("bin/postgres");
    }

    Path initdb() {
        return directory.resolve("bin/initdb");
    }

    /** Unpacks into {@code home}, which exists, unless an earlier start did. */
    static Binaries in(Path home) throws IOException {
        var archive = archive();
        var binaries = new Binaries(home.resolve("bin-" + version(archive)));
        if (!Files.isDirectory(binaries.directory)) {
            synchronized (ONE_AT_A_TIME) { // a file lock keeps other processes away, not other threads
                unpackLocked(archive, home, binaries.directory);
            }
        }
        return binaries;
    }

    /** Removes other versions from a home that no other data directory shares. */
    void removeOthers() throws IOException {
        try (var versions = Files.newDirectoryStream(parent(), "bin-*")) {
            for (var version : versions) {
                if (!version.equals(directory)) {
                    DurableFiles.deleteTree(version);
                }
            }
        }
    }

    private Path parent() {
        return directory.resolveSibling(".").normalize();
    }

    private static void unpackLocked(URL archive, Path home, Path directory) throws IOException {
        var lockFile = home.resolve("unpack.lock");
        try (var channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (lock.isValid() && !Files.isDirectory(directory)) {
                unpack(archive, directory);
            }
        }
    }

    private static void unpack(URL archive, Path directory) throws IOException {
        LOG.info("Unpacking the database server into {}", directory);
        var partial = directory.resolveSibling(directory.getFileName() + ".partial");
        DurableFiles.deleteTree(partial);
        DurableFiles.createDirectory(partial, "rwxr-xr-x");
        try (var in = new XZInputStream(archive.openStream())) {
            new TarReader(in, partial).unpack();
        }
        try (var tree = Files.walk(partial)) {
            for (var path : tree.filter(Files::isDirectory).toList()) {
                DurableFiles.sync(path);
            }
        }
        DurableFiles.move(partial, directory);
    }

    private static URL archive() {
        var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        var processor = System.getProperty("os.arch", "");
        var arm = processor.equals("aarch64") || processor.equals("arm64");
        // The archives are named by uname -m, except that the ARM ones say arm_64.
        var name = "/postgres-" + system + "-" + (arm ? "arm_64" : "x86_64") + ".txz";
        var archive = Binaries.class.getResource(name);
        if (archive == null) {
            throw new EmbeddedPostgresException("No embedded database for " + system + " on " + processor
                    + " is on the class path (" + name + "); use an external one by rota.database.url.");
        }
        return archive;
    }

    /** CRC-32 of the archive: the jar's directory has it ready, so that a start does not read 15 MB to learn it. */
    private static String version(URL archive) throws IOException {
        var connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar) {
            return hex(jar.getJarEntry().getCrc());
        }
        try (var in = new CheckedInputStream(archive.openStream(), new CRC32())) {
            in.transferTo(OutputStream.nullOutputStream());
            return hex(in.getChecksum().getValue());
        }
    }

    private static String hex(long checksum) {
        return String.format(Locale.ROOT, "%08x", checksum);
    }
}
