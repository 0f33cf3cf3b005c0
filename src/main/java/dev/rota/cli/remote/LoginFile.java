package dev.rota.cli.remote;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * {@code rota/login.json} in the person's configuration directory (XDG Base Directory Specification; {@code %APPDATA%} on
 * Windows), which nobody else can read.
 */
public final class LoginFile {
    private final Map<String, String> environment;

    /** @param environment variables of the process */
    public LoginFile(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Where it is. Fails with {@link RemoteException} where nothing says whose it would be. */
    public Path path() {
        return directory().resolve("rota").resolve("login.json");
    }

    private Path directory() {
        for (var variable : new String[] {"XDG_CONFIG_HOME", "APPDATA"}) {
            var set = environment.getOrDefault(variable, "");
            if (!set.isEmpty() && Path.of(set).isAbsolute()) { // a relative one is to be ignored, says XDG
                return Path.of(set);
            }
        }
        var home = environment.getOrDefault("HOME", environment.getOrDefault("USERPROFILE", ""));
        if (home.isEmpty()) {
            throw new RemoteException("nothing says where settings of yours are kept: set HOME or XDG_CONFIG_HOME");
        }
        return Path.of(home, ".config");
    }

    /** Who is signed in; empty when nobody is. Fails with {@link RemoteException} for a file that cannot be read. */
    public Optional<Login> read() {
        var file = path();
        try {
            return Optional.of(Login.of(new JsonObject(Files.readString(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new RemoteException("cannot read " + file + ": " + e.getMessage());
        } catch (DecodeException | IllegalArgumentException | NullPointerException | DateTimeParseException e) {
            throw new RemoteException(file + " is not what 'rota auth login' wrote: sign in again");
        }
    }

    /** Keeps it, in place of the one before: whole or not at all. */
    public void write(Login login) {
        var file = path();
        try {
            Files.createDirectories(file.getParent(), readableToOwner("rwx------"));
            var next = Files.createTempFile(file.getParent(), "login", ".json", readableToOwner("rw-------"));
            Files.writeString(next, login.toJson().encodePrettily());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RemoteException("cannot write " + file + ": " + e.getMessage());
        }
    }

    /** Forgets who was signed in. */
    public void delete() {
        var file = path();
        try {
            if (!Files.deleteIfExists(file)) {
                throw new RemoteException("nobody is signed in");
            }
        } catch (IOException e) {
            throw new RemoteException("cannot remove " + file + ": " + e.getMessage());
        }
    }

    private static FileAttribute<?>[] readableToOwner(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
