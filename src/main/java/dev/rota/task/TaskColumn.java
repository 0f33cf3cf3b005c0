package dev.rota.task;

import dev.rota.json.JsonWriter;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
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
    UPDATED_AT;

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

    /** Whether it can be long, so that it is read only when asked for. */
    boolean isWide() {
        return this == DESCRIPTION || this == ACCEPTANCE || this == METADATA;
    }

    /** Writes it as a member, or nothing where the row has no value. */
    void write(JsonWriter json, Row row) {
        switch (this) {
            case ID -> json.name(wire()).value(row.getLong("id"));
            case VERSION -> json.name(wire()).value(row.getInteger("version"));
            case UUID -> text(json, String.valueOf(row.getUUID("uuid")));
            case PROJECT, DESCRIPTION, KIND, REQUIREMENT, CREATED_BY -> text(json, row.getString(wire()));
            case DUE_AT, COMPLETED_AT, CREATED_AT, UPDATED_AT -> time(json, row.getOffsetDateTime(wire()));
            case ACCEPTANCE -> texts(json, row.getArrayOfStrings(wire()));
            case METADATA -> {
                var metadata = row.getJsonObject(wire());
                if (metadata != null && !metadata.isEmpty()) {
                    json.name(wire()).encoded(metadata.encode());
                }
            }
            case COST -> cost(json, row.getBigDecimal("cost"));
        }
    }

    private void text(JsonWriter json, @Nullable String value) {
        if (value != null) {
            json.name(wire()).value(value);
        }
    }

    private void time(JsonWriter json, @Nullable OffsetDateTime value) {
        if (value != null) {
            json.name(wire()).value(value.toInstant().toString());
        }
    }

    private void texts(JsonWriter json, String @Nullable [] values) {
        if (values != null && values.length > 0) {
            json.name(wire()).beginArray();
            for (var value : values) {
                json.value(value);
            }
            json.endArray();
        }
    }

    private void cost(JsonWriter json, @Nullable BigDecimal value) {
        if (value != null) {
            json.name(wire()).encoded(value.stripTrailingZeros().toPlainString());
        }
    }
}
