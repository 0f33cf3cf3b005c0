package dev.rota.kubernetes;

import static dev.rota.kubernetes.Manifests.at;
import static dev.rota.kubernetes.Manifests.container;
import static dev.rota.kubernetes.Manifests.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.kubernetes.Manifests.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What manifests say of one another is so: names, labels, ports. */
class ManifestReferencesTest {
    private static final List<String> COMMON = List.of("rota-nothing-else", "rota-node", "rota-names", "rota-database");
    private static final Map<String, List<String>> POLICIES = Map.of(
            "external-database",
            COMMON,
            "cloudnative-pg",
            Stream.concat(COMMON.stream(), Stream.of("rota-db")).toList());

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
            finds(at(service, "spec", "selector"), node);
        }
        for (var kind : List.of(Kind.Deployment, Kind.PodDisruptionBudget)) {
            assertThat(manifests.of(kind)).hasSize(1);
            finds(at(manifests.get(kind, "rota"), "spec", "selector", "matchLabels"), node);
        }
        var spreads = list(at(manifests.node(), "spec"), "topologySpreadConstraints");
        assertThat(spreads)
                .extracting(spread -> spread.getString("topologyKey"))
                .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
        for (var spread : spreads) {
            finds(at(spread, "labelSelector", "matchLabels"), node);
        }
        var monitor = manifests.get(Kind.ServiceMonitor, "rota");
        finds(
                at(monitor, "spec", "selector", "matchLabels"),
                at(manifests.get(Kind.Service, "rota-management"), "metadata", "labels"));
    }

    /** An empty selector would find everything. */
    private static void finds(JsonObject selector, JsonObject labels) {
        assertThat(selector).isNotEmpty();
        assertThat(labels).containsAll(selector);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void every_name_leads_to_something(String overlay) throws IOException {
        var manifests = Manifests.of(overlay);
        var documented = DocumentedSecrets.read().names();
        assertThat(manifests.pods()).hasSize(3);
        for (var pod : manifests.pods()) {
            assertThat(manifests.has(Kind.ServiceAccount, at(pod, "spec").getString("serviceAccountName")))
                    .isTrue();
            configMaps(pod).forEach(map -> assertThat(manifests.has(Kind.ConfigMap, map))
                    .as(map)
                    .isTrue());
            assertThat(secrets(pod)).isNotEmpty();
            assertThat(secrets(pod).filter(secret -> !secret.equals(Manifests.OPERATORS_OWN)))
                    .isNotEmpty()
                    .isSubsetOf(documented);
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
            assertThat(ports(at(service, "spec"), "targetPort")).isNotEmpty();
            assertThat(open).containsAll(ports(at(service, "spec"), "targetPort"));
        }
        var rule =
                list(at(manifests.get(Kind.Ingress, "rota"), "spec"), "rules").get(0);
        var backend = at(list(at(rule, "http"), "paths").get(0), "backend", "service");
        assertThat(ports(at(manifests.get(Kind.Service, backend.getString("name")), "spec"), "name"))
                .contains(at(backend, "port").getString("name"));
        var endpoints = list(at(manifests.get(Kind.ServiceMonitor, "rota"), "spec"), "endpoints");
        assertThat(endpoints).isNotEmpty();
        for (var endpoint : endpoints) {
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
            finds(at(nothing, "podSelector", "matchLabels"), at(pod, "metadata", "labels"));
        }
        assertThat(manifests.of(Kind.NetworkPolicy))
                .extracting(Manifests::name)
                .containsExactlyInAnyOrderElementsOf(POLICIES.get(overlay));
        for (var policy : manifests.of(Kind.NetworkPolicy)) {
            namesBothEnds(at(policy, "spec"));
        }

        var node = at(manifests.get(Kind.NetworkPolicy, "rota-node"), "spec");
        assertThat(allowed(node, "ingress")).isEqualTo(ports(container(manifests.node()), "name"));
        var cluster = list(node, "ingress").stream()
                .filter(rule -> ports(rule, "port").contains("bus"))
                .toList();
        assertThat(cluster).hasSize(1);
        assertThat(list(cluster.get(0), "from"))
                .as("only nodes reach nodes")
                .containsExactly(new JsonObject().put("podSelector", at(node, "podSelector")));
        assertThat(allowed(node, "egress")).containsExactlyInAnyOrder("5701", "5702", "443", "6443", "4318");
        assertThat(allowed(at(manifests.get(Kind.NetworkPolicy, "rota-database"), "spec"), "egress"))
                .containsExactly("5432");
    }

    /** A rule without peers, a peer that is everybody, or a rule without ports opens more than anybody reads in it. */
    private static void namesBothEnds(JsonObject policy) {
        assertThat(at(policy, "podSelector")).isNotEmpty();
        for (var direction : Map.of("ingress", "from", "egress", "to").entrySet()) {
            for (var rule : list(policy, direction.getKey())) {
                assertThat(list(rule, "ports")).as(rule.encode()).isNotEmpty();
                assertThat(list(rule, direction.getValue()))
                        .as(rule.encode())
                        .isNotEmpty()
                        .allMatch(peer -> !peer.isEmpty()
                                && peer.stream().noneMatch(part -> ((JsonObject) part.getValue()).isEmpty()));
            }
        }
    }

    @Test
    void p8_the_database_lets_in_who_needs_it_and_nobody_else() {
        var manifests = Manifests.of("cloudnative-pg");
        var policy = at(manifests.get(Kind.NetworkPolicy, "rota-db"), "spec");
        var database = at(policy, "podSelector");
        var rota = at(manifests.get(Kind.NetworkPolicy, "rota-database"), "spec");

        var selected = list(database, "matchExpressions").get(0);
        assertThat(selected.getJsonArray("values"))
                .contains(Manifests.name(manifests.of(Kind.Cluster).get(0)));
        assertThat(list(policy, "ingress").get(0).getJsonArray("from"))
                .containsExactly(new JsonObject().put("podSelector", at(rota, "podSelector")));
        assertThat(list(rota, "egress").get(0).getJsonArray("to"))
                .containsExactly(new JsonObject().put("podSelector", database));
        assertThat(policy.getJsonArray("policyTypes")).containsExactly("Ingress");
        assertThat(allowed(policy, "ingress")).containsExactlyInAnyOrder("5432", "8000", "9187");
    }

    @Test
    void o9_what_is_restored_is_the_same_but_for_its_name_and_its_beginning() {
        var cluster = at(Manifests.in("database").get(Kind.Cluster, "rota-db"), "spec");
        var restored = at(Manifests.in("restore").get(Kind.Cluster, "rota-db-restored"), "spec");

        var source = list(restored, "externalClusters").get(0);
        assertThat(source.getString("name"))
                .isEqualTo(at(restored, "bootstrap", "recovery").getString("source"));
        var archive = at(cluster, "backup", "barmanObjectStore");
        assertThat(at(source, "barmanObjectStore")).isEqualTo(archive.copy().put("serverName", "rota-db"));
        assertThat(at(restored, "backup", "barmanObjectStore").remove("serverName"))
                .as("the operator refuses an archive that is not empty")
                .isNotIn(null, "rota-db", "rota-db-restored");
        restored.remove("externalClusters");
        restored.remove("bootstrap");
        cluster.remove("bootstrap");
        assertThat(restored).isEqualTo(cluster);
        assertThat(at(Manifests.in("restore").get(Kind.ScheduledBackup, "rota-db-restored-daily"), "spec", "cluster"))
                .isEqualTo(new JsonObject().put("name", "rota-db-restored"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void pods_may_ask_where_the_nodes_are_and_nothing_else(String overlay) {
        var manifests = Manifests.of(overlay);
        assertThat(manifests.of(Kind.ClusterRole)).isEmpty();
        assertThat(manifests.of(Kind.ClusterRoleBinding)).isEmpty();
        assertThat(manifests.of(Kind.RoleBinding)).hasSize(1);
        assertThat(manifests.of(Kind.Role)).hasSize(1);
        assertThat(list(manifests.of(Kind.Role).get(0), "rules")).isNotEmpty();
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
        var single = list(container(pod), "env").stream()
                .map(variable -> at(variable, "valueFrom", "secretKeyRef").getString("name"))
                .filter(Objects::nonNull);
        return Stream.of(variables, volumes, single).flatMap(names -> names);
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
