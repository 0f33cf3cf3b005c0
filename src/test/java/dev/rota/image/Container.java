package dev.rota.image;

import dev.rota.Requisite;
import dev.rota.TestProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a container runtime does with an image, as far as it matters here: its root, which nobody can write to, its user
 * without any privilege, and volumes for what is written or secret. The network is the machine's.
 */
final class Container {
    /** Mounts belong to the process alone and end with it; each step is replaced by the next, so it is one process. */
    private static final String MOUNTS =
            """
            set -e
            root=$1; secrets=$2; user=$3; shift 3
            mount --bind "$root" "$root"
            mount -o remount,bind,ro "$root"
            mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/tmp"
            mount -t tmpfs -o mode=1777,size=256m tmpfs "$root/data"
            mount --bind "$secrets" "$root/secrets"
            mount -o remount,bind,ro "$root/secrets"
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
            mount --bind /etc/hosts "$root/etc/hosts"
            cd /
            """;

    private static final String AS_ROOT =
            """
            exec setpriv --no-new-privs --inh-caps=-all chroot --groups= --userspec="$user" "$root" "$@"
            """;

    /** Who is not root has one user to map: first to root, who mounts, and then to the image's. */
    private static final String AS_ANYBODY =
            """
            exec setpriv --no-new-privs unshare --user --map-user="${user%:*}" --map-group="${user#*:}" --root="$root" "$@"
            """;

    private static final boolean IS_ROOT = "root".equals(System.getProperty("user.name"));
    private static final List<String> NAMESPACES =
            IS_ROOT ? List.of("unshare", "--mount") : List.of("unshare", "--user", "--map-root-user", "--mount");

    private final ImageTar image;
    private final Path root;
    private final Path secrets;

    private Container(ImageTar image, Path root, Path secrets) {
        this.image = image;
        this.root = root;
        this.secrets = secrets;
    }

    /** Skips the test where this user may not mount. */
    static Container of(ImageTar image, Path root, Path secrets) throws IOException {
        var mount = new ArrayList<>(NAMESPACES);
        mount.addAll(List.of("mount", "--bind", "/tmp", "/tmp"));
        if (TestProcess.run(new ProcessBuilder(mount), Duration.ofSeconds(30)).exit() != 0) {
            throw Requisite.missing("only who may make a mount namespace can run the image without a runtime");
        }
        for (var mountPoint : List.of("proc", "dev", "data", "secrets")) {
            Files.createDirectories(root.resolve(mountPoint));
        }
        for (var file : List.of("etc/resolv.conf", "etc/hosts")) {
            Files.writeString(root.resolve(file), "");
        }
        return new Container(image, root, secrets);
    }

    /** The number of a process's user, as the process itself sees it. */
    int user(Process process) throws IOException {
        var of = Path.of("/proc", String.valueOf(process.pid()));
        if (!IS_ROOT) {
            try (var map = new Scanner(of.resolve("uid_map"), StandardCharsets.US_ASCII)) {
                return map.nextInt();
            }
        }
        var users = Files.readAllLines(of.resolve("status")).stream()
                .filter(line -> line.startsWith("Uid:"))
                .flatMap(line -> Stream.of(line.split("\\s+")).skip(1))
                .collect(Collectors.toSet());
        return users.size() == 1 ? Integer.parseInt(users.iterator().next()) : -1;
    }

    /** Starts the image's entry point with these arguments, the image's environment and this one, and nothing else. */
    ProcessBuilder command(Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(NAMESPACES);
        command.addAll(List.of("sh", "-c", MOUNTS + (IS_ROOT ? AS_ROOT : AS_ANYBODY), "container"));
        command.add(root.toString());
        command.add(secrets.toString());
        command.add(image.container().getString("User"));
        command.addAll(image.command(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        for (var variable : image.container().getJsonArray("Env")) {
            var pair = ((String) variable).split("=", 2);
            builder.environment().put(pair[0], pair[1]);
        }
        // Of the steps before the root is another; the first of the image's own places stays first.
        builder.environment().merge("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", (own, more) -> own + ":" + more);
        builder.environment().putAll(environment);
        return builder;
    }
}
