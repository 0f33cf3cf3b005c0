package dev.rota.database;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether the schema is one that this build can serve (security O9): its own or a newer one, as far as that still keeps what
 * this build's statements need. Migrations leave both numbers in the schema.
 */
public final class SchemaVersion {
    private static final String FIRST = "/db/migration/V001__context.sql";
    private static final Pattern MIGRATION = Pattern.compile("V(\\d+)__\\w+\\.sql");
    private static final String RELEASE = "SELECT applied, oldest FROM rota.schema_release()";

    private final Database database;
    private final int build;

    /** Reads the names of the migrations from the class path, so not for an event loop. */
    public SchemaVersion(Database database) {
        this.database = database;
        this.build = ofBuild();
    }

    /** For readiness: fails where the schema is older than this build, or so much newer that this build no longer fits. */
    public Future<Void> fits() {
        return database.look(RELEASE, row -> {
                    var applied = row.getInteger("applied");
                    var oldest = row.getInteger("oldest");
                    if (applied < build) {
                        throw new IllegalStateException(
                                "the schema is of version " + applied + ", this build needs " + build + ": migrate");
                    }
                    if (build < oldest) {
                        throw new IllegalStateException("the schema serves builds from version " + oldest
                                + " on, this one is of " + build + ": upgrade");
                    }
                    return true;
                })
                .mapEmpty();
    }

    /** Number of the newest migration that this build brings. */
    static int ofBuild() {
        return names().map(MIGRATION::matcher)
                .filter(java.util.regex.Matcher::matches)
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElseThrow();
    }

    private static Stream<String> names() {
        var first = Objects.requireNonNull(SchemaVersion.class.getResource(FIRST), "the migrations are missing");
        try {
            if (first.openConnection() instanceof JarURLConnection jar) {
                return jar.getJarFile().stream().map(JarEntry::getName).map(SchemaVersion::last);
            }
            return files(first.toURI());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> files(URI first) throws IOException {
        var directory = Objects.requireNonNull(Path.of(first).getParent());
        try (var files = Files.list(directory)) {
            return files.map(Path::getFileName).map(Path::toString).toList().stream();
        }
    }

    private static String last(String entry) {
        return entry.substring(entry.lastIndexOf('/') + 1);
    }
}
