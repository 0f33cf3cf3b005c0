package dev.rota.advisory;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

/** A library as Maven names it. */
record Library(String group, String artifact, String version) {
    /** The jars that these tests run with: those of the product, and of the tests. */
    static List<Library> ofClassPath() {
        var jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
        var repository = jars.stream().reduce(Library::directoryOfBoth).orElseThrow();
        return jars.stream().map(jar -> of(repository, jar)).toList();
    }

    private static Path directoryOfBoth(Path one, Path other) {
        var directory = one;
        while (!other.startsWith(directory)) {
            directory = Objects.requireNonNull(directory.getParent());
        }
        return directory;
    }

    /** @param jar in a directory for each version, in one for each artifact, in those of its group, in {@code repository} */
    static Library of(Path repository, Path jar) {
        var version = Objects.requireNonNull(jar.getParent());
        var artifact = Objects.requireNonNull(version.getParent());
        var group = repository.relativize(Objects.requireNonNull(artifact.getParent()));
        var library = new Library(
                group.toString().replace(File.separatorChar, '.'),
                artifact.getFileName().toString(),
                version.getFileName().toString());
        if (!jar.getFileName().toString().startsWith(library.artifact + "-" + library.version)) {
            throw new IllegalArgumentException(jar + " does not lie where a repository has it");
        }
        return library;
    }

    /** Whether it is one of {@code packages} in a version of {@code ranges}; in either, spaces are between several. */
    boolean isAmong(String packages, String ranges) {
        return Stream.of(packages.split(" ")).anyMatch(this::isNamed)
                && Stream.of(ranges.split(" ")).anyMatch(this::isWithin);
    }

    /** @param name group and artifact; an asterisk at its end stands for any end */
    private boolean isNamed(String name) {
        var own = group + ":" + artifact;
        return name.endsWith("*") ? own.startsWith(name.substring(0, name.length() - 1)) : own.equals(name);
    }

    private boolean isWithin(String range) {
        try {
            return VersionRange.createFromVersionSpec(range).containsVersion(new DefaultArtifactVersion(version));
        } catch (InvalidVersionSpecificationException e) {
            throw new IllegalArgumentException(range + " is not a range of versions", e);
        }
    }

    @Override
    public String toString() {
        return artifact + " " + version;
    }
}
