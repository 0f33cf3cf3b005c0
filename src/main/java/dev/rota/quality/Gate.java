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
     * @param check what the newest check of the gate's name may have found at most; null where none is asked for
     */
    public record Rules(List<String> statuses, List<String> artifacts, int commits, @Nullable Tolerance check) {
        public Rules {
            statuses = List.copyOf(statuses);
            artifacts = List.copyOf(artifacts);
        }
    }

    /** Findings that a check may have and still be good enough, by their weight; null for any number. */
    public record Tolerance(@Nullable Integer critical, @Nullable Integer major, @Nullable Integer minor) {
        /** Of a check that only must not fail. */
        public static final Tolerance ANY = new Tolerance(null, null, null);
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
                        row.getInteger("commits"),
                        tolerance(row)),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at"));
    }

    private static @Nullable Tolerance tolerance(Row row) {
        return row.getBoolean("checked")
                ? new Tolerance(
                        row.getInteger("max_critical"), row.getInteger("max_major"), row.getInteger("max_minor"))
                : null;
    }
}
