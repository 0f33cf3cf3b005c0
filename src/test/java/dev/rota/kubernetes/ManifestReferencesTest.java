package dev.rota.kubernetes;

import static dev.rota.kubernetes.Manifests.at;
import static dev.rota.kubernetes.Manifests.container;
import static dev.rota.kubernetes.Manifests.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.kubernetes.Manifests.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What manifests say of one another is so: names, labels, ports. */
class ManifestReferencesTest {
    /** Made by the operator of the database, from the {@code Cluster} that the same overlay has. */
    private static final String OPERATORS_OWN = "rota-db-ca";

    static List<String> overlays() {
        return Manifests.OVERLAYS;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void every_selector_finds_the_nodes(String overlay) {
        var manifests = Manifests.of(overlay);
        var node = at(manifests.node(), "metadata", "labels");

        assertThat(manifests.of(Kind.Service)).hasSize(3);
        for (var service : manifests.of(Kind.Service)) {
            assertThat(node).as(Manifests.name(service)).containsAll(at(service, "spec", "selector"));
        }
        for (var kind : List.of(Kind.Deployment, Kind.PodDisruptionBudget)) {
            for (var manifest : manifests.of(kind)) {
                assertThat(node).containsAll(at(manifest, "spec", "selector", "matchLabels"));
            }
        }
        for (var spread : list(at(manifests.node(), "spec"), "topologySpreadConstraints")) {
            assertThat(node).containsAll(at(spread, "labelSelector", "matchLabels"));
        }
        var monitor = manifests.get(Kind.ServiceMonitor, "rota");
        assertThat(at(manifests.get(Kind.Service, "rota-management"), "metadata", "labels"))
                .containsAll(at(monitor, "spec", "selector", "matchLabels"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void every_name_leads_to_something(String overlay) throws IOException {
        var manifests = Manifests.of(overlay);
        var documented = documentedSecrets();
        for (var pod : manifests.pods()) {
            assertThat(manifests.has(Kind.ServiceAccount, at(pod, "spec").getString("serviceAccountName")))
                    .isTrue();
            configMaps(pod).forEach(map -> assertThat(manifests.has(Kind.ConfigMap, map))
                    .as(map)
                    .isTrue());
            assertThat(secrets(pod)).isNotEmpty();
            secrets(pod).filter(secret -> !secret.equals(OPERATORS_OWN)).forEach(secret -> assertThat(documented)
                    .contains(secret));
        }
        var scaled = at(manifests.get(Kind.HorizontalPodAutoscaler, "rota"), "spec", "scaleTargetRef");
        assertThat(manifests.has(Kind.valueOf(scaled.getString("kind")), scaled.getString("name")))
                .isTrue();
        assertThat(at(manifests.get(Kind.Deployment, "rota"), "spec"))
                .as("who scales it says how many there are")
                .noneMatch(field -> field.getKey().equals("replicas"));
        var tls = list(at(manifests.get(Kind.Ingress, "rota"), "spec"), "tls").get(0);
        assertThat(documented).contains(tls.getString("secretName"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void every_port_that_is_named_is_open(String overlay) {
        var manifests = Manifests.of(overlay);
        var open = ports(container(manifests.node()), "name");
        for (var service : manifests.of(Kind.Service)) {
            assertThat(open).containsAll(ports(at(service, "spec"), "targetPort"));
        }
        var rule =
                list(at(manifests.get(Kind.Ingress, "rota"), "spec"), "rules").get(0);
        var backend = at(list(at(rule, "http"), "paths").get(0), "backend", "service");
        assertThat(ports(at(manifests.get(Kind.Service, backend.getString("name")), "spec"), "name"))
                .contains(at(backend, "port").getString("name"));
        for (var endpoint : list(at(manifests.get(Kind.ServiceMonitor, "rota"), "spec"), "endpoints")) {
            assertThat(ports(at(manifests.get(Kind.Service, "rota-management"), "spec"), "name"))
                    .contains(endpoint.getString("port"));
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void p8_s5_the_network_lets_through_what_is_named_and_nothing_else(String overlay) {
        var manifests = Manifests.of(overlay);
        var nothing = at(manifests.get(Kind.NetworkPolicy, "rota-nothing-else"), "spec");
        assertThat(nothing.getJsonArray("policyTypes")).containsExactly("Ingress", "Egress");
        assertThat(nothing.fieldNames()).doesNotContain("ingress", "egress");
        for (var pod : manifests.pods()) {
            assertThat(at(pod, "metadata", "labels")).containsAll(at(nothing, "podSelector", "matchLabels"));
        }

        var node = at(manifests.get(Kind.NetworkPolicy, "rota-node"), "spec");
        assertThat(allowed(node, "ingress")).isEqualTo(ports(container(manifests.node()), "name"));
        assertThat(list(node, "ingress")).allMatch(rule -> !list(rule, "from").isEmpty());
        var cluster = list(node, "ingress").stream()
                .filter(rule -> ports(rule, "port").contains("bus"))
                .toList();
        assertThat(cluster).hasSize(1);
        assertThat(list(cluster.get(0), "from"))
                .as("only nodes reach nodes")
                .containsExactly(new JsonObject().put("podSelector", at(node, "podSelector")));
        assertThat(allowed(node, "egress")).containsExactlyInAnyOrder("5701", "5702", "443", "6443");
        assertThat(allowed(at(manifests.get(Kind.NetworkPolicy, "rota-database"), "spec"), "egress"))
                .containsExactly("5432");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void pods_may_ask_where_the_nodes_are_and_nothing_else(String overlay) {
        var manifests = Manifests.of(overlay);
        assertThat(manifests.of(Kind.Role)).hasSize(1);
        for (var rule : list(manifests.of(Kind.Role).get(0), "rules")) {
            assertThat(rule.getJsonArray("verbs")).containsExactly("get", "list");
            assertThat(Set.of("endpoints", "pods", "endpointslices"))
                    .containsAll(rule.getJsonArray("resources").stream()
                            .map(String.class::cast)
                            .toList());
        }
        var binding = manifests.get(Kind.RoleBinding, "rota-discovery");
        assertThat(at(binding, "roleRef").getString("name"))
                .isEqualTo(Manifests.name(manifests.of(Kind.Role).get(0)));
        assertThat(list(binding, "subjects"))
                .extracting(subject -> subject.getString("name"))
                .containsExactly(at(manifests.node(), "spec").getString("serviceAccountName"));
        assertThat(manifests.get(Kind.ServiceAccount, "rota-migrate").getBoolean("automountServiceAccountToken"))
                .isFalse();
    }

    /** Those that OPERATIONS.md has the operator make. */
    private static Set<String> documentedSecrets() throws IOException {
        return Pattern.compile("create secret (?:generic|tls) (\\S+)")
                .matcher(Files.readString(Path.of("OPERATIONS.md")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Stream<String> configMaps(JsonObject pod) {
        return list(container(pod), "envFrom").stream()
                .filter(source -> source.containsKey("configMapRef"))
                .map(source -> at(source, "configMapRef").getString("name"));
    }

    private static Stream<String> secrets(JsonObject pod) {
        var variables = list(container(pod), "envFrom").stream()
                .filter(source -> source.containsKey("secretRef"))
                .map(source -> at(source, "secretRef").getString("name"));
        var volumes = list(at(pod, "spec"), "volumes").stream()
                .filter(volume -> volume.containsKey("secret"))
                .map(volume -> at(volume, "secret").getString("secretName"));
        return Stream.concat(variables, volumes);
    }

    private static Set<String> allowed(JsonObject policy, String direction) {
        var allowed = new TreeSet<String>();
        list(policy, direction).forEach(rule -> allowed.addAll(ports(rule, "port")));
        return allowed;
    }

    private static Set<String> ports(JsonObject of, String field) {
        return of.getJsonArray("ports", new JsonArray()).stream()
                .map(port -> String.valueOf(((JsonObject) port).getValue(field)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
