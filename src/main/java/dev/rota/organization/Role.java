package dev.rota.organization;

import dev.rota.organization.Rights.Held;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Set;

/**
 * What members can be.
 *
 * @param permissions in the spelling of the wire
 * @param system every organization has it
 */
public record Role(String name, List<String> permissions, boolean system) {
    public Role {
        permissions = List.copyOf(permissions);
    }

    static Role of(Row row) {
        return new Role(row.getString("name"), List.of(row.getArrayOfStrings("permissions")), row.getBoolean("system"));
    }

    /** As somebody has it. */
    Held held() {
        return new Held(name, Set.copyOf(permissions));
    }
}
