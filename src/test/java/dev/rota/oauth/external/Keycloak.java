package dev.rota.oauth.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;

/**
 * Keycloak as it is distributed, unpacked into {@code target/keycloak} from the local Maven repository, to which Maven
 * downloads it once (160 MB). Where it cannot be had the test is skipped with the reason; with {@code CI=true} it fails.
 */
final class Keycloak implements AutoCloseable {
    private static final String VERSION = "26.4.5";
    private static final String ARTIFACT = "org.keycloak:keycloak-quarkus-dist:" + VERSION + ":zip";
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final long LONGEST_DOWNLOAD_MINUTES = 10;

    private final ServerProcess process;
    private final String url;

    /** @param resource that tokens with the scope {@code tasks:read} are for */
    Keycloak(String resource) {
        try {
            var home = unpacked();
            var realm = Files.readString(Path.of("src/test/resources/keycloak/realm.json"));
            deleteAll(home.resolve("data"));
            Files.createDirectories(home.resolve("data/import"));
            Files.writeString(home.resolve("data/import/realm.json"), realm.replace("RESOURCE", resource));
            process = new ServerProcess(
                    home,
                    List.of(
                            "bash",
                            "bin/kc.sh",
                            "start-dev",
                            "--http-host=127.0.0.1",
                            "--http-port=0",
                            "--import-realm"),
                    Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx512m"),
                    line -> LISTENING.matcher(line).find());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var listening = LISTENING.matcher(process.ready());
        assertThat(listening.find()).isTrue();
        url = "http://localhost:" + listening.group(1) + "/realms/rota";
    }

    /** Its issuer. */
    String url() {
        return url;
    }

    /** Tokens of the realm's person, with these scopes. */
    JsonObject tokens(String scopes) {
        var form = Map.of(
                "grant_type", "password",
                "client_id", "rota-tests",
                "username", "olga",
                "password", "a-password-of-tests",
                "scope", scopes);
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue().replace(" ", "+"))
                .collect(Collectors.joining("&"));
        var answer = TestHttpClient.send(
                HttpRequest.newBuilder(URI.create(url + "/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    @Override
    public void close() {
        process.close();
    }

    private static Path unpacked() throws IOException {
        var target = Path.of("target", "keycloak").toAbsolutePath();
        var home = target.resolve("keycloak-" + VERSION);
        var complete = target.resolve("complete-" + VERSION);
        if (!Files.exists(complete)) {
            unzip(distribution(), target);
            Files.writeString(complete, ARTIFACT);
        }
        return home;
    }

    private static Path distribution() throws IOException {
        var repository = System.getProperty(
                "maven.repo.local",
                Path.of(System.getProperty("user.home"), ".m2", "repository").toString());
        var zip = Path.of(
                repository, "org/keycloak/keycloak-quarkus-dist", VERSION, "keycloak-quarkus-dist-" + VERSION + ".zip");
        if (!Files.exists(zip)) {
            download(repository);
        }
        return Files.exists(zip) ? zip : unavailable("Maven has left no " + zip);
    }

    private static void download(String repository) throws IOException {
        var log = Files.createTempFile("keycloak", ".log");
        try {
            var maven = new ProcessBuilder(
                            "mvn",
                            "-q",
                            "-B",
                            "-Dmaven.repo.local=" + repository,
                            "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get",
                            "-Dartifact=" + ARTIFACT,
                            "-Dtransitive=false")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!maven.waitFor(LONGEST_DOWNLOAD_MINUTES, TimeUnit.MINUTES) || maven.exitValue() != 0) {
                maven.destroyForcibly();
                unavailable(ARTIFACT + " cannot be had: " + Files.readString(log, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (IOException noMaven) {
            unavailable("Maven cannot be run: " + noMaven.getMessage());
        } finally {
            Files.delete(log);
        }
    }

    private static void unzip(Path zip, Path target) throws IOException {
        try (var archive = new ZipFile(zip.toFile())) {
            for (var entry : Collections.list(archive.entries())) {
                var path = target.resolve(entry.getName()).normalize();
                assertThat(path).startsWithRaw(target);
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.getParent());
                    try (var in = archive.getInputStream(entry)) {
                        Files.copy(in, path, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var all = Files.walk(directory)) {
                for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }

    /** Skips the test, or fails it where everything must be there. Never returns. */
    private static Path unavailable(String reason) {
        assertThat(System.getenv("CI")).as(reason).isNotEqualTo("true");
        return Assumptions.abort(reason);
    }
}
