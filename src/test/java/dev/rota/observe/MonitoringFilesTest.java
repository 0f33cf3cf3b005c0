package dev.rota.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** What operators watch is what the server tells: every name in the dashboard and in the rules of alerts exists. */
class MonitoringFilesTest {
    private static final Path FILES = Path.of("config/monitoring");
    private static final Pattern METRIC = Pattern.compile("\\b(rota|vertx|jvm|process)_[a-z0-9_]+\\b");

    private static final Pattern AGGREGATION = Pattern.compile("\\b(sum|min|max|avg|count)\\b");

    private static Set<String> served;

    @BeforeAll
    static void look() {
        try (var server = TestServer.start()) {
            var token = server.organization().agentToken(Restrictions.NONE);
            var made = server.tool(token, "create_task", new JsonObject("{\"title\":\"T\",\"project\":\"DEV\"}"));
            assertThat(made.status()).isEqualTo(200);
            served = names(server.metrics());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dashboard.json", "alerts.yaml"})
    void every_metric_that_is_looked_at_is_served(String file) throws IOException {
        var named = names(Files.readString(FILES.resolve(file)));
        assertThat(named).hasSizeGreaterThan(3);
        assertThat(served).containsAll(named);
    }

    static List<String> panels() throws IOException {
        var titles = new ArrayList<String>();
        new ObjectMapper()
                .readTree(FILES.resolve("dashboard.json").toFile())
                .path("panels")
                .forEach(panel -> panel.path("targets")
                        .forEach(target -> titles.add(target.path("expr").asText())));
        return titles;
    }

    @ParameterizedTest
    @MethodSource("panels")
    void every_panel_asks_for_one_deployment(String expression) {
        assertThat(expression).contains("namespace=\"$namespace\"");
    }

    static List<Map<String, Object>> rules() throws IOException {
        List<Map<String, Object>> rules = new ArrayList<>();
        Map<String, List<Map<String, List<Map<String, Object>>>>> alerts =
                new Yaml().load(Files.readString(FILES.resolve("alerts.yaml")));
        Objects.requireNonNull(alerts.get("groups"))
                .forEach(group -> rules.addAll(Objects.requireNonNull(group.get("rules"))));
        assertThat(rules).hasSizeGreaterThan(10);
        return rules;
    }

    /** What is aggregated over all deployments hides what is wrong in one. */
    @ParameterizedTest
    @MethodSource("rules")
    void every_rule_looks_at_each_deployment_by_itself(Map<String, Object> rule) {
        var expression = String.valueOf(rule.get("expr"));
        assertThat(expression).isNotBlank();
        var aggregated = AGGREGATION.matcher(expression);
        while (aggregated.find()) {
            assertThat(expression.substring(aggregated.end())).as(expression).matches("(?s) by \\(namespace\\b.*");
        }
    }

    /** Names that CloudNativePG 1.24 to 1.30 and Kubernetes document; they cannot be asked here. */
    @Test
    void what_others_tell_is_looked_at_by_names_that_were_looked_up() throws IOException {
        var files = Files.readString(FILES.resolve("alerts.yaml")) + Files.readString(FILES.resolve("dashboard.json"));
        assertThat(Pattern.compile("\\b(cnpg|kubelet|container)_[a-z_]+\\b")
                        .matcher(files)
                        .results())
                .extracting(MatchResult::group)
                .containsOnly(
                        "cnpg_collector_last_available_backup_timestamp",
                        "cnpg_pg_stat_archiver_last_archived_time",
                        "cnpg_pg_stat_archiver_last_failed_time",
                        "container_memory_working_set_bytes",
                        "kubelet_volume_stats_available_bytes",
                        "kubelet_volume_stats_capacity_bytes");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void every_rule_leads_to_a_section_that_is_there(Map<String, Object> rule) throws IOException {
        var operations = Files.readString(Path.of("OPERATIONS.md"));
        var sections = Pattern.compile("(?m)^#+ (.+)$")
                .matcher(operations)
                .results()
                .map(heading -> "OPERATIONS.md#" + anchor(heading.group(1)))
                .toList();
        var annotations = (Map<?, ?>) Objects.requireNonNull(rule.get("annotations"));
        assertThat(sections).contains(String.valueOf(annotations.get("runbook")));
        assertThat(operations).contains(String.valueOf(rule.get("alert")));
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
    }

    private static Set<String> names(String text) {
        var names = new TreeSet<String>();
        var found = METRIC.matcher(text);
        while (found.find()) {
            names.add(found.group());
        }
        return names;
    }
}
