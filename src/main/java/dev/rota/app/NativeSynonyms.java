package dev.rota.app;

import dev.rota.mcp.catalog.ArgumentSynonyms;
import java.util.Map;
import java.util.Set;

/**
 * Names that earlier systems and models use for the arguments of the native tools: accepted, never listed (catalogue
 * section 1, rule 10). Where a tool has an argument of that name itself, that is what is meant.
 */
final class NativeSynonyms {
    static final ArgumentSynonyms ALL = new ArgumentSynonyms(
            Map.ofEntries(
                    Map.entry("task_id", "task"),
                    Map.entry("taskId", "task"),
                    Map.entry("id", "task"),
                    Map.entry("identifier", "task"),
                    Map.entry("workspace", "project"),
                    Map.entry("workspace_id", "project"),
                    Map.entry("projectId", "project"),
                    Map.entry("assignee_id", "assignee"),
                    Map.entry("version", "if_version"),
                    Map.entry("idempotency_key", "request_id"),
                    Map.entry("due_date", "due_at"),
                    Map.entry("completedAt", "completed_at"),
                    Map.entry("type", "kind"),
                    Map.entry("search", "query"),
                    Map.entry("q", "query")),
            Set.of("task", "tasks", "project", "parent", "depends_on", "add", "remove", "requirement"));

    private NativeSynonyms() {}
}
