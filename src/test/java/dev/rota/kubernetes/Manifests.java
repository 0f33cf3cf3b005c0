package dev.rota.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Requisite;
import dev.rota.TestProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** What {@code kubectl kustomize} makes of one overlay. */
record Manifests(List<JsonObject> all) {
    static final List<String> OVERLAYS = List.of("cloudnative-pg", "external-database");

    /** Made by the operator of the database, from the {@code Cluster} that the same overlay has. */
    static final String OPERATORS_OWN = "rota-db-ca";

    /** Skips the test where kubectl is missing. */
    static Manifests of(String overlay) {
        return in("overlays/" + overlay);
    }

    /** The same of any directory of {@code k8s}. */
    static Manifests in(String directory) {
        try {
            var command = new ProcessBuilder("kubectl", "kustomize", "k8s/" + directory)
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            var rendered = TestProcess.run(command, Duration.ofSeconds(60));
            assertThat(rendered.exit()).isZero();
            return new Manifests(documents(rendered.output()));
        } catch (IOException e) {
            throw Requisite.missing("kubectl cannot be run: " + e.getMessage());
        }
    }

    @SuppressWarnings("unchecked")
    private static List<JsonObject> documents(String text) {
        var documents = new ArrayList<JsonObject>();
        new Yaml().loadAll(text).forEach(document -> documents.add(new JsonObject((Map<String, Object>) document)));
        return documents;
    }

    static String name(JsonObject manifest) {
        return manifest.getJsonObject("metadata").getString("name");
    }

    /** All of a kind. */
    List<JsonObject> of(Kind kind) {
        return all.stream()
                .filter(manifest -> kind.name().equals(manifest.getString("kind")))
                .toList();
    }

    boolean has(Kind kind, String name) {
        return of(kind).stream().anyMatch(manifest -> name(manifest).equals(name));
    }

    JsonObject get(Kind kind, String name) {
        return of(kind).stream()
                .filter(manifest -> name(manifest).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    /** What is named after its own kind of thing in the tests below; Kubernetes spells them so. */
    enum Kind {
        Cluster,
        ClusterRole,
        ClusterRoleBinding,
        ConfigMap,
        CronJob,
        Deployment,
        HorizontalPodAutoscaler,
        Ingress,
        Job,
        NetworkPolicy,
        PodDisruptionBudget,
        Role,
        RoleBinding,
        ScheduledBackup,
        Secret,
        Service,
        ServiceAccount,
        ServiceMonitor
    }

    /** Templates of everything that runs our image. */
    List<JsonObject> pods() {
        var lasting = Stream.concat(of(Kind.Deployment).stream(), of(Kind.Job).stream())
                .map(manifest -> at(manifest, "spec", "template"));
        return Stream.concat(lasting, of(Kind.CronJob).stream().map(Manifests::pod))
                .toList();
    }

    /** That of a job that comes again. */
    static JsonObject pod(JsonObject cronJob) {
        return at(cronJob, "spec", "jobTemplate", "spec", "template");
    }

    /** The one of the nodes. */
    JsonObject node() {
        return at(get(Kind.Deployment, "rota"), "spec", "template");
    }

    /** The only container of a pod. */
    static JsonObject container(JsonObject pod) {
        var containers = at(pod, "spec").getJsonArray("containers");
        assertThat(containers).hasSize(1);
        return containers.getJsonObject(0);
    }

    static JsonObject at(JsonObject in, String... path) {
        var found = in;
        for (var name : path) {
            found = found.getJsonObject(name, new JsonObject());
        }
        return found;
    }

    static List<JsonObject> list(JsonObject in, String name) {
        return in.getJsonArray(name, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
