package dev.rota.task;

import dev.rota.identity.Caller;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A column that {@code list_tasks} can add to its rows, by the name it has in {@code get_task}. */
public enum TaskColumn {
    ID,
    UUID,
    PROJECT,
    DESCRIPTION,
    KIND,
    VERSION,
    REQUIREMENT,
    ACCEPTANCE,
    DUE_AT,
    COMPLETED_AT,
    METADATA,
    COST,
    CREATED_BY,
    CREATED_AT,
    UPDATED_AT,
    SUBTASKS,
    BLOCKS,
    CLAIM,
    QUESTIONS,
    ASSIGNMENTS,
    COMMENTS,
    HISTORY,
    ATTEMPTS,
    ARTIFACTS,
    COMMITS;

    private static final Set<String> USUAL = Set.of(
            "key",
            "title",
            "status",
            "priority",
            "assignee",
            "labels",
            "blocked_by",
            "claimed",
            "parent",
            "complexity");

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static List<String> wires() {
        return Arrays.stream(values()).map(TaskColumn::wire).toList();
    }

    /** Whether every row has the column of that name anyway, where there is a value. */
    public static boolean isAlwaysThere(String wire) {
        return USUAL.contains(wire);
    }

    /** Writes it as a member, or nothing where the row has no value. */
    void write(TaskMembers members, Caller caller, Row row) {
        switch (this) {
            case ID -> members.json.name(wire()).value(row.getLong("id"));
            case VERSION -> members.json.name(wire()).value(row.getInteger("version"));
            case UUID -> members.text(wire(), String.valueOf(row.getUUID("uuid")));
            case DESCRIPTION -> members.cutText(wire(), row.getString("description"));
            case PROJECT, KIND, REQUIREMENT, CREATED_BY -> members.text(wire(), row.getString(wire()));
            case DUE_AT, COMPLETED_AT, CREATED_AT, UPDATED_AT -> members.time(wire(), row.getOffsetDateTime(wire()));
            case ACCEPTANCE, BLOCKS -> members.texts(wire(), row.getArrayOfStrings(wire()));
            case METADATA -> members.object(wire(), row.getJsonObject(wire()));
            case COST -> members.decimal(wire(), row.getBigDecimal(wire()));
            case CLAIM -> claim(members, caller, row.getJsonObject(wire()));
            case SUBTASKS, QUESTIONS, ASSIGNMENTS, COMMENTS, HISTORY, ATTEMPTS, ARTIFACTS, COMMITS ->
                members.items(wire(), row.getJsonArray(wire()));
        }
    }

    private static void claim(TaskMembers members, Caller caller, @Nullable JsonObject claim) {
        if (claim != null) {
            members.claim(
                    caller, claim.getString("holder"), claim.getString("expires_at"), claim.getLong("retry_after_ms"));
        }
    }
}
