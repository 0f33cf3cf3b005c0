package dev.rota.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever an organization owns is in its export, or stands here with the reason why not: a new table cannot be forgotten. */
class TransferredTablesTest {
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            Map.entry("audit_event", "the log is exported by audit-events, and belongs to the deployment that saw it"),
            Map.entry("audit_pending", "as the log"),
            Map.entry("audit_chain", "as the log"),
            Map.entry("audit_digest", "as the log"),
            Map.entry("audit_pruned", "as the log"),
            Map.entry("audit_digest_upload", "as the log"),
            Map.entry("credential_block", "about credentials, which stay behind"),
            Map.entry("idempotency", "answers to requests of this deployment, for a day"),
            Map.entry("work_queue", "what is due; made anew with what it is about"),
            Map.entry("active_task", "what a credential has selected, and credentials stay behind"),
            Map.entry("project_tag", "a name for labels, which come with their tasks"),
            Map.entry("current_tag", "as active_task"),
            Map.entry("artifact_part", "an upload under way, within one transaction"),
            Map.entry("invitation", "a secret, for an organization that somebody wanted to join"),
            Map.entry("background_task", "handles of this deployment's clients, for days"),
            Map.entry("attempt_day", "sums over attempts, which come to be again with them"),
            Map.entry("task_change", "in what order events came to be seen here"),
            Map.entry("import_run", "how far an import has come"),
            Map.entry("model_endpoint", "where a secret is sent, which stays behind; what it cost belongs to it"),
            Map.entry("execution", "the way to an attempt, whose outcome and artifact are in the export"),
            Map.entry("import_id", "as import_run"),
            Map.entry("import_content", "as import_run"));

    /** Columns of tables that are exported, which are not: those that the database draws or computes. */
    private static final Map<String, Set<String>> DRAWN = Map.of(
            "task",
            Set.of("search"),
            "requirement",
            Set.of("search"),
            "question",
            Set.of("lease_before"),
            "check_request",
            Set.of("withdrawn_at"), // whoever waits has a handle, and handles stay behind
            "role",
            Set.of());

    private static final Pattern TABLE = Pattern.compile("\\b(?:FROM|JOIN) ([a-z_]+)\\b");

    private final TestDatabase schema = TestDatabase.create();

    @Test
    void every_table_of_an_organization_is_exported_or_left_out_for_a_reason() {
        var owned =
                new TreeSet<>(schema.ask("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                        + " WHERE c.relnamespace = 'rota'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
                        + " AND a.attname = 'org_id' AND NOT a.attisdropped"));
        assertThat(owned).contains("task", "import_run");
        owned.removeAll(exported());
        owned.removeAll(LEFT_OUT.keySet());
        assertThat(owned).isEmpty();
        assertThat(exported()).doesNotContainAnyElementsOf(LEFT_OUT.keySet());
    }

    @Test
    void every_column_of_an_exported_table_is_in_the_format() {
        var forgotten = new ArrayList<String>();
        for (var table : exported()) {
            for (var column : columns(table)) {
                var named = Pattern.compile("\\b[a-z]\\." + column + "\\b");
                if (!DRAWN.getOrDefault(table, Set.of()).contains(column)
                        && pages(table).stream()
                                .noneMatch(sql -> named.matcher(sql).find())) {
                    forgotten.add(table + "." + column);
                }
            }
        }
        assertThat(forgotten).isEmpty();
    }

    private List<String> columns(String table) {
        return schema.ask("SELECT a.attname FROM pg_attribute a WHERE a.attrelid = 'rota." + table + "'::regclass"
                + " AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'org_id'");
    }

    private static List<String> pages(String table) {
        return ExportQueries.PAGES.values().stream()
                .filter(sql -> Pattern.compile("\\b(?:FROM|JOIN) " + table + "\\b")
                        .matcher(sql)
                        .find())
                .toList();
    }

    private static Set<String> exported() {
        var shared = Set.of("user_account", "organization", "p"); // of no one organization, or no table
        return ExportQueries.PAGES.values().stream()
                .flatMap(sql -> TABLE.matcher(sql).results().map(found -> found.group(1)))
                .filter(table -> !shared.contains(table))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
