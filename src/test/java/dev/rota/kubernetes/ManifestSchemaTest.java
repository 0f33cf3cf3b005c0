package dev.rota.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.rota.TestProcess;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Every field of every manifest is one that Kubernetes has, in its place. Custom resources are held to the fields that
 * are used here, because their schemas come with operators.
 */
class ManifestSchemaTest {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";
    private static final Map<String, String> CUSTOM = Map.of(
            "Cluster", "postgresql.cnpg.io/v1",
            "ScheduledBackup", "postgresql.cnpg.io/v1",
            "ServiceMonitor", "monitoring.coreos.com/v1");

    static List<String> overlays() {
        return Manifests.OVERLAYS;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void every_manifest_is_of_its_schema(String overlay) throws Exception {
        var manifests = Manifests.of(overlay).all();

        assertThat(manifests).hasSizeGreaterThan(15);
        for (var manifest : manifests) {
            check(manifest);
        }
    }

    @Test
    void so_is_what_is_restored() throws Exception {
        var manifests = Manifests.in("restore").all();

        assertThat(manifests).hasSize(3);
        for (var manifest : manifests) {
            check(manifest);
        }
    }

    /** The command of OPERATIONS.md that has them loaded, without its last step. */
    @Test
    void the_rules_of_alerts_become_a_resource_of_the_operator_of_prometheus() throws Exception {
        var command = Pattern.compile(
                        "(?s)\\{ printf .*? config/monitoring/alerts\\.yaml; \\}(?= \\| kubectl -n rota apply)")
                .matcher(Files.readString(Path.of("OPERATIONS.md")));
        assertThat(command.find()).isTrue();
        var made = TestProcess.run(new ProcessBuilder("bash", "-c", command.group()), Duration.ofSeconds(30));
        assertThat(made.exit()).isZero();

        Map<String, Object> resource = new Yaml().load(made.output());
        assertThat(resource)
                .containsEntry("apiVersion", "monitoring.coreos.com/v1")
                .containsEntry("kind", "PrometheusRule")
                .containsEntry("metadata", Map.of("name", "rota"))
                .containsEntry("spec", new Yaml().load(Files.readString(Path.of("config/monitoring/alerts.yaml"))));
    }

    @Test
    void a_field_that_does_not_exist_is_found() {
        var deployment = Manifests.of("external-database").get(Manifests.Kind.Deployment, "rota");
        Manifests.container(Manifests.at(deployment, "spec", "template")).put("readOnlyRootFilesystem", true);

        assertThatThrownBy(() -> check(deployment))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .rootCause()
                .hasMessageContaining("readOnlyRootFilesystem");
    }

    @Test
    void a_field_of_a_custom_resource_that_nobody_looked_up_is_found() {
        var monitor = Manifests.of("external-database").get(Manifests.Kind.ServiceMonitor, "rota");
        Manifests.at(monitor, "spec").put("selectors", new JsonObject());

        assertThatThrownBy(() -> check(monitor)).hasMessageContaining("selectors");
    }

    private static void check(JsonObject manifest) throws Exception {
        var kind = manifest.getString("kind");
        if (CUSTOM.containsKey(kind)) {
            assertThat(manifest.getString("apiVersion")).isEqualTo(CUSTOM.get(kind));
            checkCustom(kind, manifest);
        } else {
            checkOwn(manifest);
        }
    }

    private static void checkOwn(JsonObject manifest) throws ReflectiveOperationException {
        var version = manifest.getString("apiVersion").replaceFirst(".*/", "").toUpperCase(Locale.ROOT);
        var model = Class.forName(MODELS + version + manifest.getString("kind"));
        try {
            model.getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(manifest.encode()));
        } catch (InvocationTargetException e) {
            throw new AssertionError(manifest.getString("kind") + " " + Manifests.name(manifest), e.getCause());
        }
    }

    private static void checkCustom(String kind, JsonObject manifest) throws IOException {
        var options = new JsonSchemaOptions()
                .setBaseUri("https://rota.example/")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        var outcome = Validator.create(JsonSchema.of(schema(kind)), options).validate(manifest);
        assertThat(outcome.getValid()).as("%s: %s", kind, outcome.getErrors()).isTrue();
    }

    private static JsonObject schema(String kind) throws IOException {
        try (var in = ManifestSchemaTest.class.getResourceAsStream(kind + ".schema.json")) {
            assertThat(in).as(kind).isNotNull();
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
