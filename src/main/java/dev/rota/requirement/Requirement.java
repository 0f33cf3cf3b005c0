package dev.rota.requirement;

import dev.rota.project.Project;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Set;

/**
 * What a project must achieve.
 *
 * @param organization slug of the organization it belongs to
 * @param body Markdown; empty in lists
 * @param truncated members that are not all there is
 */
public record Requirement(
        long id,
        String key,
        Project project,
        String organization,
        String title,
        String body,
        String status,
        JsonObject metadata,
        int version,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        Set<String> truncated) {
    public Requirement {
        truncated = Set.copyOf(truncated);
    }

    /** The same with a body of at most that many characters. */
    public Requirement cutTo(int longest) {
        if (body.length() <= longest) {
            return this;
        }
        var end = Character.isHighSurrogate(body.charAt(longest - 1)) ? longest - 1 : longest;
        return new Requirement(
                id,
                key,
                project,
                organization,
                title,
                body.substring(0, end),
                status,
                metadata,
                version,
                createdAt,
                updatedAt,
                Set.of("body"));
    }

    /** From a row that has every column under the name it has in the table, and {@code project}, {@code organization} as key and slug. */
    public static Requirement of(Row row) {
        return new Requirement(
                row.getLong("id"),
                row.getString("key"),
                new Project(
                        row.getLong("project_id"),
                        row.getString("project"),
                        row.getString("project_name"),
                        row.getBoolean("review_required")),
                row.getString("organization"),
                row.getString("title"),
                row.getString("body"),
                row.getString("status"),
                row.getJsonObject("metadata"),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"),
                Set.of());
    }
}
