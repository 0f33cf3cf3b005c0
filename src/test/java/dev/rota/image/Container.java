package dev.rota.image;

import dev.rota.Requisite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a container runtime does with an image, as far as it matters here: its root, which nobody can write to, its user
 * without any privilege, and volumes for what is written or secret. The network is the machine's.
 */
final class Container {
    /** Mounts belong to the process alone and end with it; each step is replaced by the next, so it is one process. */
    private static final String SCRIPT =
            """
            set -e
            root=$1; secrets=$2; user=$3; shift 3
            mount --bind "$root" "$root"
            mount -o remount,bind,ro "$root"
            mount -t tmpfs -o mode=1777,size=64m tmpfs "$root/tmp"
            mount -t tmpfs -o mode=770,size=256m,gid=10001 tmpfs "$root/data"
            mount --bind "$secrets" "$root/secrets"
            mount -o remount,bind,ro "$root/secrets"
            mount --rbind /proc "$root/proc"
            mount --rbind /dev "$root/dev"
            mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
            mount --bind /etc/hosts "$root/etc/hosts"
            cd /
            exec setpriv --no-new-privs --inh-caps=-all chroot --groups= --userspec="$user" "$root" "$@"
            """;

    private final ImageTar image;
    private final Path root;
    private final Path secrets;

    private Container(ImageTar image, Path root, Path secrets) {
        this.image = image;
        this.root = root;
        this.secrets = secrets;
    }

    /** Skips the test where this user may not mount. */
    static Container of(ImageTar image, Path root, Path secrets) throws IOException, InterruptedException {
        var mounts = new ProcessBuilder("unshare", "--mount", "mount", "--bind", "/tmp", "/tmp").start();
        if (!mounts.waitFor(30, TimeUnit.SECONDS) || mounts.exitValue() != 0) {
            throw Requisite.missing("only root with a mount namespace of its own can run the image without a runtime");
        }
        for (var mountPoint : List.of("proc", "dev", "data", "secrets")) {
            Files.createDirectories(root.resolve(mountPoint));
        }
        for (var file : List.of("etc/resolv.conf", "etc/hosts")) {
            Files.writeString(root.resolve(file), "");
        }
        return new Container(image, root, secrets);
    }

    /** Starts the image's entry point with these arguments, the image's environment and this one, and nothing else. */
    ProcessBuilder command(Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", SCRIPT, "container"));
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
