package dev.rota.kubernetes;

import static dev.rota.kubernetes.Manifests.at;
import static dev.rota.kubernetes.Manifests.container;
import static dev.rota.kubernetes.Manifests.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestServer;
import dev.rota.app.Settings;
import dev.rota.kubernetes.Manifests.Kind;
import dev.rota.settings.Mode;
import dev.rota.settings.SettingsReader;
import dev.rota.settings.SettingsSources;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What runs in the pods, and what it is given. */
class PodsTest {
    private final Path directory;

    PodsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    static List<String> overlays() {
        return Manifests.OVERLAYS;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void p8_pods_have_no_privilege_and_nothing_to_write_to_but_volumes(String overlay) {
        for (var pod : Manifests.of(overlay).pods()) {
            var forAll = at(pod, "spec", "securityContext");
            assertThat(forAll.getBoolean("runAsNonRoot")).isTrue();
            assertThat(forAll.getInteger("runAsUser")).isEqualTo(10001);
            assertThat(forAll.getInteger("fsGroup")).as("whose are the secrets").isEqualTo(10001);
            assertThat(at(forAll, "seccompProfile").getString("type")).isEqualTo("RuntimeDefault");
            var own = at(container(pod), "securityContext");
            assertThat(own.getBoolean("allowPrivilegeEscalation")).isFalse();
            assertThat(own.getBoolean("readOnlyRootFilesystem")).isTrue();
            assertThat(own.getJsonObject("capabilities")).isEqualTo(new JsonObject("{\"drop\":[\"ALL\"]}"));
            assertThat(own.fieldNames()).hasSize(3);
            assertThat(at(container(pod), "resources", "limits").getString("memory"))
                    .isNotBlank();
            assertThat(at(container(pod), "resources", "requests").fieldNames()).contains("cpu", "memory");
            assertThat(pod.encode()).doesNotContain("hostPath", "hostNetwork", "hostPID", "hostIPC", "privileged");
            for (var volume : list(at(pod, "spec"), "volumes")) {
                assertThat(volume.containsKey("secret")
                                || at(volume, "emptyDir").containsKey("sizeLimit"))
                        .as(volume.encode())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void every_variable_is_a_setting_and_nodes_would_start_with_them(String overlay) throws IOException {
        var manifests = Manifests.of(overlay);
        var url = "postgresql://rota_api@rota-db-rw:5432/rota?sslmode=verify-full";

        var settings = read(manifests, manifests.node(), url, Settings::read);

        assertThat(settings.server().mode()).isEqualTo(Mode.PRODUCTION);
        assertThat(settings.audit().bucket()).as("security U6").isNotNull();
        eachRoleHasAPasswordOfItsOwn(settings);
        var ports = new HashMap<String, Integer>();
        list(container(manifests.node()), "ports")
                .forEach(port -> ports.put(port.getString("name"), port.getInteger("containerPort")));
        assertThat(ports)
                .isEqualTo(Map.of(
                        "http", settings.server().port(),
                        "management", settings.server().managementPort(),
                        "cluster", settings.cluster().port(),
                        "bus", settings.cluster().busPort()));
        assertThat(manifests.has(Kind.Service, String.valueOf(settings.cluster().kubernetesService())))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void no_pod_is_given_what_kubernetes_makes_of_services(String overlay) {
        var manifests = Manifests.of(overlay);
        for (var pod : manifests.pods()) {
            assertThat(at(pod, "spec").getBoolean("enableServiceLinks")).isFalse();
        }
        at(manifests.node(), "spec").remove("enableServiceLinks");

        assertThatThrownBy(() -> read(manifests, manifests.node(), "postgresql://rota_api@db/rota", Settings::read))
                .hasMessageContaining("ROTA_PORT")
                .hasMessageContaining("ROTA_SERVICE_HOST");
    }

    @Test
    void as_many_nodes_as_there_may_be_have_connections() throws IOException {
        var manifests = Manifests.of("cloudnative-pg");
        var url = "postgresql://rota_api@rota-db-rw:5432/rota?sslmode=verify-full";
        var settings = read(manifests, manifests.node(), url, Settings::read);
        var loops = settings.server().eventLoops();

        var ofNode = loops * settings.database().connectionsPerLoop() // for reads
                + loops // for events of the audit
                + settings.database().writeConnections()
                + 15; // revocations, notes, sign-ins, background work, single events
        var nodes =
                at(manifests.get(Kind.HorizontalPodAutoscaler, "rota"), "spec").getInteger("maxReplicas")
                        + at(manifests.get(Kind.Deployment, "rota"), "spec", "strategy", "rollingUpdate")
                                .getInteger("maxSurge")
                        + 2; // that come to their end, and do not count as a surge

        var parameters = at(manifests.get(Kind.Cluster, "rota-db"), "spec", "postgresql", "parameters");
        assertThat(nodes * ofNode)
                .as("of which the operator, backups and commands need some")
                .isLessThanOrEqualTo(Integer.parseInt(parameters.getString("max_connections")) - 30);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void the_migration_would_start_with_its_variables_and_knows_no_key(String overlay) throws IOException {
        var manifests = Manifests.of(overlay);
        var job = at(manifests.get(Kind.Job, "rota-migrate"), "spec", "template");
        var url = "postgresql://postgres:secret@rota-db-rw:5432/rota?sslmode=verify-full";

        var settings = read(manifests, job, url, Settings::readForMigrations);
        assertThat(settings.server().mode()).isEqualTo(Mode.PRODUCTION);
        eachRoleHasAPasswordOfItsOwn(settings);
        assertThat(at(manifests.get(Kind.Job, "rota-migrate"), "spec").fieldNames())
                .as("a migration is never ended in its midst")
                .doesNotContain("activeDeadlineSeconds");
        assertThat(job.encode()).doesNotContain("pepper", "encryption-key");
    }

    /** Security S4. */
    private static void eachRoleHasAPasswordOfItsOwn(Settings settings) {
        var access = settings.databaseAccess();
        assertThat(Stream.of(access.api(), access.auth(), access.worker(), access.audit()))
                .doesNotContainNull()
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void u3_pruning_would_start_with_its_variables_and_drops_nothing_before_somebody_says_so(String overlay)
            throws IOException {
        var manifests = Manifests.of(overlay);
        var prune = manifests.get(Kind.CronJob, "rota-audit-prune");
        var pod = Manifests.pod(prune);
        var url = "postgresql://postgres:secret@rota-db-rw:5432/rota?sslmode=verify-full";

        assertThat(read(manifests, pod, url, Settings::read).secrets().encryptionKey())
                .as("what it signs with")
                .isNotNull();
        assertThat(container(pod).getJsonArray("args")).startsWith("audit", "prune");
        assertThat(container(pod).getJsonArray("envFrom")).hasSize(1);
        assertThat(list(container(pod), "envFrom").get(0))
                .isEqualTo(new JsonObject("{\"secretRef\":{\"name\":\"rota-migrator\"}}"));
        assertThat(at(prune, "spec").getBoolean("suspend")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void o8_a_pod_is_given_the_time_to_drain(String overlay) throws IOException {
        var manifests = Manifests.of(overlay);
        var url = "postgresql://rota_api@rota-db-rw:5432/rota?sslmode=verify-full";

        var time = read(manifests, manifests.node(), url, Settings::read).http().time();

        assertThat(at(manifests.node(), "spec").getInteger("terminationGracePeriodSeconds"))
                .isGreaterThanOrEqualTo(40)
                .isGreaterThan(
                        Math.toIntExact(time.drainAccept().plus(time.drain()).toSeconds()));
        assertThat(at(manifests.get(Kind.Deployment, "rota"), "spec", "strategy", "rollingUpdate")
                        .getInteger("maxUnavailable"))
                .isZero();
    }

    @Test
    void every_probe_asks_a_route_of_the_management_port() {
        var container = container(Manifests.of("external-database").node());
        try (var server = TestServer.start()) {
            for (var probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                var asked = at(container, probe, "httpGet");
                assertThat(asked.getString("port")).as(probe).isEqualTo("management");
                assertThat(server.management(asked.getString("path")).status())
                        .as(probe)
                        .isEqualTo(200);
            }
            assertThat(server.management("/health/none").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void s1_secrets_are_named_and_never_written(String overlay) {
        var manifests = Manifests.of(overlay);

        assertThat(manifests.of(Kind.Secret)).isEmpty();
        for (var variables : manifests.of(Kind.ConfigMap)) {
            assertThat(at(variables, "data").fieldNames()).noneMatch(PodsTest::isSecret);
        }
        for (var pod : manifests.pods()) {
            assertThat(list(container(pod), "env"))
                    .noneMatch(variable -> variable.containsKey("value") && isSecret(variable.getString("name")));
        }
    }

    private static boolean isSecret(String variable) {
        return variable.matches(".*(PASSWORD|PEPPER|KEYS?|SECRET|DATABASE_URL)");
    }

    /** The settings of a pod; what is in its secrets is made up. */
    private Settings read(
            Manifests manifests, JsonObject pod, String databaseUrl, Function<SettingsReader, Settings> reading)
            throws IOException {
        var environment = new HashMap<String, String>();
        for (var source : list(container(pod), "envFrom")) {
            var map = at(source, "configMapRef").getString("name");
            if (map != null) {
                at(manifests.get(Kind.ConfigMap, map), "data")
                        .forEach(entry -> environment.put(entry.getKey(), (String) entry.getValue()));
            }
        }
        environment.put("ROTA_DATABASE_URL", databaseUrl);
        if (at(pod, "spec").getBoolean("enableServiceLinks", true)) {
            manifests.of(Kind.Service).forEach(service -> environment.putAll(links(service)));
        }
        var mounted = mounted(pod);
        for (var variable : list(container(pod), "env")) {
            environment.put(variable.getString("name"), value(manifests, variable, mounted));
        }
        var reader = new SettingsSources(Map.of(), environment, empty()).reader();
        var settings = reading.apply(reader);
        reader.finish();
        return settings;
    }

    /** What Kubernetes puts into the environment of each pod of the namespace, for each service that has an address. */
    private static Map<String, String> links(JsonObject service) {
        if ("None".equals(at(service, "spec").getString("clusterIP"))) {
            return Map.of();
        }
        var name = Manifests.name(service).toUpperCase(Locale.ROOT).replace('-', '_');
        var port = list(at(service, "spec"), "ports").get(0).getInteger("port");
        return Map.of(
                name + "_SERVICE_HOST",
                "10.96.0.7",
                name + "_SERVICE_PORT",
                port.toString(),
                name + "_PORT",
                "tcp://10.96.0.7:" + port);
    }

    private String value(Manifests manifests, JsonObject variable, Path mounted) throws IOException {
        var from = at(variable, "valueFrom");
        if (from.containsKey("secretKeyRef")) {
            var secret = at(from, "secretKeyRef");
            assertThat(DocumentedSecrets.read().keysOf(secret.getString("name")))
                    .contains(secret.getString("key"));
            return "made-up";
        }
        if (from.containsKey("configMapKeyRef")) {
            var map = at(from, "configMapKeyRef");
            return at(manifests.get(Kind.ConfigMap, map.getString("name")), "data")
                    .getString(map.getString("key"));
        }
        var value = variable.getString("value", "10.1.2.3");
        var file = mounted.resolve(value.replaceFirst("^/", ""));
        return variable.getString("name").endsWith("_FILE") ? file.toString() : value;
    }

    /** A root below which are, of the keys that OPERATIONS.md puts into secrets, those that this pod mounts. */
    private Path mounted(JsonObject pod) throws IOException {
        var root = Files.createTempDirectory(directory, "root");
        for (var mount : list(container(pod), "volumeMounts")) {
            var secret = list(at(pod, "spec"), "volumes").stream()
                    .filter(volume -> volume.getString("name").equals(mount.getString("name")))
                    .map(volume -> at(volume, "secret"))
                    .findFirst()
                    .orElseThrow();
            var name = secret.getString("secretName");
            if (name == null || name.equals(Manifests.OPERATORS_OWN)) {
                continue;
            }
            var place = Files.createDirectories(
                    root.resolve(mount.getString("mountPath").replaceFirst("^/", "")));
            for (var key : keys(secret, DocumentedSecrets.read().keysOf(name))) {
                Files.writeString(place.resolve(key), String.format("%064x", key.hashCode() & 0xffff_ffffL));
            }
        }
        return root;
    }

    private static List<String> keys(JsonObject secret, List<String> documented) {
        if (!secret.containsKey("items")) {
            return documented;
        }
        var named = list(secret, "items").stream()
                .map(item -> item.getString("key"))
                .toList();
        assertThat(documented).containsAll(named);
        return named;
    }

    private Path empty() throws IOException {
        return Files.writeString(directory.resolve("empty.properties"), "");
    }
}
