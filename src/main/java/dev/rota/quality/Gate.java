package dev.rota.quality;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gate of one project.
 *
 * @param name unique in the organization
 * @param project key
 * @param version starts at 1, +1 per change
 */
public record Gate(
        long id,
        String name,
        String project,
        @Nullable String description,
        Rules rules,
        int version,
        OffsetDateTime createdAt) {
    /**
     * What it asks for.
     *
     * @param statuses before which of them: {@code in_review}, {@code done}
     * @param artifacts types of which the task must have one artifact each, with its content
     * @param commits how many must be recorded on it
     */
    public record Rules(List<String> statuses, List<String> artifacts, int commits) {
        public Rules {
            statuses = List.copyOf(statuses);
            artifacts = List.copyOf(artifacts);
        }
    }

    static Gate of(Row row) {
        return new Gate(
                row.getLong("id"),
                row.getString("name"),
                row.getString("project"),
                row.getString("description"),
                new Rules(
                        List.of(row.getArrayOfStrings("statuses")),
                        List.of(row.getArrayOfStrings("artifacts")),
                        row.getInteger("commits")),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at"));
    }
}
