package dev.rota.task;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import io.vertx.sqlclient.Row;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A board as JSON. Each column may fill its share of the caller's cap, and what earlier ones left of theirs. */
final class BoardDocument {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TAIL_BYTES = 512;
    private static final String NOBODY = "";

    private final JsonWriter json = new JsonWriter(4_096);
    private final Caller caller;
    private final BoardGrouping grouping;
    private boolean whole = true;

    BoardDocument(Caller caller, BoardGrouping grouping) {
        this.caller = caller;
        this.grouping = grouping;
    }

    /**
     * @param project its key; null for a board of all
     * @param cut whether there are more columns than {@code rows} tell
     */
    JsonBytes write(@Nullable String project, List<Row> rows, boolean cut) {
        json.beginObject();
        if (project != null) {
            json.name("project").value(project);
        }
        json.name("columns").beginArray();
        var columns = columns(rows);
        var compact = new TaskRow(rows);
        var left = columns.size();
        var most = caller.maxResponseTokens() * BYTES_PER_TOKEN - TAIL_BYTES;
        for (var column : columns) {
            column(column, rows, compact, json.size() + Math.max(0, most - json.size()) / left--);
        }
        json.endArray();
        if (cut || !whole) {
            json.name("truncated").value(true);
        }
        return json.endObject().toJson();
    }

    private List<@Nullable String> columns(List<Row> rows) {
        var all = new LinkedHashSet<@Nullable String>(grouping.always());
        if (all.isEmpty()) {
            rows.forEach(row -> all.add(row.getString("in_column")));
        }
        return all.stream().limit(Board.MOST_COLUMNS).collect(Collectors.toList()); // one of them may be null
    }

    private void column(@Nullable String column, List<Row> rows, TaskRow compact, int mostBytes) {
        var own = rows.stream()
                .filter(row -> Objects.equals(column, row.getString("in_column")))
                .toList();
        json.beginObject().name(grouping.wire());
        switch (grouping) {
            case STATUS -> json.value(Objects.requireNonNull(column));
            case PRIORITY -> json.value(Long.parseLong(Objects.requireNonNull(column)));
            case ASSIGNEE -> json.value(column == null ? NOBODY : own.get(0).getString("assignee"));
        }
        json.name("count").value(Board.total(own)).name("tasks").beginArray();
        whole &= own.stream().allMatch(row -> fits(compact, row, mostBytes));
        json.endArray().endObject();
    }

    /** Writes the task, or nothing where it goes beyond the bound. */
    private boolean fits(TaskRow compact, Row row, int mostBytes) {
        var before = json.mark();
        json.beginObject();
        compact.write(json, caller.spansOrganizations(), row);
        json.endObject();
        if (json.size() > mostBytes) {
            json.rewind(before);
            return false;
        }
        return true;
    }
}
