package dev.rota.egress;

import dev.rota.settings.SettingsSources;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A private certificate authority, and a server certificate of its own, made by the JDK's keytool. */
public final class TestAuthority {
    private static final String PASSWORD = "of-the-tests";

    private final Path directory;

    private TestAuthority(Path directory) {
        this.directory = directory;
    }

    /** An authority that has signed for {@code localhost}, 127.0.0.1 and {@code names}. */
    public static TestAuthority of(String... names) {
        try {
            var authority = new TestAuthority(Files.createTempDirectory("authority"));
            authority.make(List.of(names));
            return authority;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void make(List<String> names) throws IOException {
        var alternatives = new StringBuilder("SAN=dns:localhost,ip:127.0.0.1");
        names.forEach(name -> alternatives.append(",dns:").append(name));
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Tests", "-ext", "bc:c=ca:true", "-validity", "30");
        keytool("-exportcert", "-alias", "ca", "-rfc", "-file", certificates().toString());
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-dname",
                "CN=server",
                "-signer",
                "ca",
                "-ext",
                alternatives.toString(),
                "-validity",
                "30");
    }

    /** PEM, for {@code rota.egress.ca-file}. */
    public Path certificates() {
        return directory.resolve("ca.pem");
    }

    /** For a server that is to be trusted. */
    public PfxOptions server() {
        return new PfxOptions().setPath(store()).setPassword(PASSWORD).setAlias("server");
    }

    /** Trusts this authority. */
    public EgressSettings settings(String allow) {
        return EgressSettings.read(SettingsSources.only(Map.of(
                "rota.egress.allow",
                allow,
                "rota.egress.ca-file",
                certificates().toString())));
    }

    private String store() {
        return directory.resolve("keys.p12").toString();
    }

    private void keytool(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store(), "-storepass", PASSWORD));
        if (command.contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("keytool: " + said);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
