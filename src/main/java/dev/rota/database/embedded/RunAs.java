package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the server is started so that it runs unprivileged, in a session of its own, and dies with us.
 *
 * <p>PostgreSQL refuses to run as root. As root the ways are, in this order: the user that owns the data already, a
 * dedicated user, and a user namespace, which alone reaches into directories that only root may enter. A session of its
 * own keeps the terminal's Ctrl-C from stopping the database before the server has drained.
 *
 * @param prefix stands before every command
 * @param uid owner that the data must have; negative when ownership is not ours to change
 */
record RunAs(List<String> prefix, int uid, int gid) {
    private static final int KEEP = -1;

    List<String> command(List<String> command) {
        var all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }

    /** The ways to try, best first. */
    static List<RunAs> candidates(Path data, Launch launch) throws IOException {
        return new Candidates(launch.dieWithParent()).all(data);
    }

    /** Gives the tree to the server's user. The top comes last: when it is right, the rest is. */
    void own(Path top) throws IOException {
        if (uid == KEEP || (owner(top) == uid)) {
            return;
        }
        var unused = Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                give(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                give(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void give(Path path) throws IOException {
        Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
    }

    private static int owner(Path path) throws IOException {
        return attribute(path, "unix:uid");
    }

    private static int attribute(Path path, String name) throws IOException {
        return Files.getAttribute(path, name) instanceof Integer number ? number : KEEP;
    }

    /** The commands of util-linux that this machine has, put together. */
    private record Candidates(boolean dieWithParent) {
        private static final List<String> USERS = List.of("rota", "postgres", "nobody");
        private static final List<Path> PLACES =
                List.of(Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/sbin"), Path.of("/sbin"));

        List<RunAs> all(Path data) throws IOException {
            var result = new ArrayList<RunAs>();
            if (root()) {
                if (Files.exists(data) && owner(data) > 0) {
                    user(owner(data), attribute(data, "unix:gid")).ifPresent(result::add);
                }
                for (var name : USERS) {
                    passwd(name).ifPresent(result::add);
                }
                namespace(true).ifPresent(result::add);
                namespace(false).ifPresent(result::add);
            } else {
                setpriv(List.of()).ifPresent(prefix -> result.add(new RunAs(inSession(prefix), KEEP, KEEP)));
                result.add(new RunAs(inSession(List.of()), KEEP, KEEP));
                result.add(new RunAs(List.of(), KEEP, KEEP));
            }
            return result;
        }

        private static boolean root() throws IOException {
            var self = Path.of("/proc/self");
            return Files.exists(self)
                    ? owner(self) == 0
                    : System.getProperty("user.name", "").equals("root");
        }

        private Optional<RunAs> passwd(String name) throws IOException {
            var passwd = Path.of("/etc/passwd");
            for (var line : Files.exists(passwd) ? Files.readAllLines(passwd) : List.<String>of()) {
                var fields = line.split(":", -1);
                if (fields.length > 3 && fields[0].equals(name)) {
                    return user(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]));
                }
            }
            return Optional.empty();
        }

        private Optional<RunAs> user(int uid, int gid) {
            return setpriv(List.of("--reuid=" + uid, "--regid=" + gid, "--clear-groups"))
                    .map(prefix -> new RunAs(inSession(prefix), uid, gid));
        }

        private Optional<RunAs> namespace(boolean withSetpriv) {
            var prefix = new ArrayList<String>();
            var unshare = tool("unshare");
            var setpriv = setpriv(List.of());
            if (unshare.isEmpty() || (withSetpriv && setpriv.isEmpty())) {
                return Optional.empty();
            }
            prefix.addAll(List.of(unshare.get(), "-U", "--"));
            if (withSetpriv) {
                prefix.addAll(setpriv.get());
            }
            return Optional.of(new RunAs(inSession(prefix), 0, 0));
        }

        private Optional<List<String>> setpriv(List<String> identity) {
            return tool("setpriv").map(setpriv -> {
                var prefix = new ArrayList<>(List.of(setpriv));
                prefix.addAll(identity);
                prefix.add("--no-new-privs");
                if (dieWithParent) {
                    prefix.add("--pdeathsig=INT"); // a fast shutdown
                }
                prefix.add("--");
                return prefix;
            });
        }

        private static List<String> inSession(List<String> prefix) {
            var all = new ArrayList<String>();
            tool("setsid").ifPresent(all::add);
            all.addAll(prefix);
            return List.copyOf(all);
        }

        private static Optional<String> tool(String name) {
            return PLACES.stream()
                    .map(place -> place.resolve(name))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .findFirst();
        }
    }
}
