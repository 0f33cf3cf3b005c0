package dev.rota.task;

import dev.rota.database.SearchWords;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks to list, and what of them. Null and empty mean "any".
 *
 * @param project key or id
 * @param statuses any of these
 * @param ready only what can be claimed now, best first; else newest change first
 * @param assignee a name, an e-mail address, the id of a person or an agent, or {@code me}
 * @param query words, all of which must begin a word in title or description
 * @param labels all of these
 * @param requirement key or id
 * @param fields columns beside the usual ones
 * @param limit 1 to 100
 * @param cursor where the last page ended
 */
public record TaskFilter(
        @Nullable String project,
        List<TaskStatus> statuses,
        boolean ready,
        @Nullable String assignee,
        @Nullable String query,
        List<String> labels,
        @Nullable TaskRef parent,
        @Nullable String requirement,
        @Nullable OffsetDateTime updatedSince,
        Set<TaskColumn> fields,
        int limit,
        @Nullable String cursor) {
    public TaskFilter {
        statuses = List.copyOf(statuses);
        labels = List.copyOf(labels);
        fields = Set.copyOf(fields);
    }

    /** What must be the same on the next page: everything but limit, columns and the cursor itself. */
    String binding() {
        return String.join(
                "|",
                String.valueOf(project),
                String.valueOf(statuses),
                String.valueOf(ready),
                String.valueOf(assignee),
                String.valueOf(query),
                String.valueOf(labels),
                String.valueOf(parent),
                String.valueOf(requirement),
                String.valueOf(updatedSince));
    }

    /** The query as {@code to_tsquery} reads it: every word a prefix; null when there is no word in it. */
    @Nullable
    String tsquery() {
        return SearchWords.all(query);
    }
}
