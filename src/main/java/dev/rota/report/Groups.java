package dev.rota.report;

import dev.rota.identity.Caller;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** What the rows of grouped reports begin with. */
final class Groups {
    private Groups() {}

    /**
     * The group that a row is of, from its columns {@code slug} and {@code value}; without it for a total, or where it is
     * that of tasks without the property.
     */
    static JsonObject begin(Caller caller, @Nullable Grouping by, Row row) {
        var json = new JsonObject();
        if (by != null && caller.spansOrganizations()) {
            json.put("organization", row.getString("slug"));
        }
        var value = row.getString("value");
        return by == null || value == null || value.isEmpty() ? json : json.put(by.wire(), value);
    }
}
