package dev.rota.organization;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The roles every organization has, and what they permit (security section 6). */
public enum SystemRole {
    MEMBER(List.of("org.read", "member.read", "task.read", "task.write", "mcp.create")),
    ADMIN(Stream.concat(
                    MEMBER.permissions().stream(),
                    Stream.of(
                            "task.delete",
                            "org.update",
                            "webhook.manage",
                            "agent.manage",
                            "audit.read",
                            "audit.export",
                            "member.invite",
                            "member.remove",
                            "mcp.manage"))
            .toList()),
    OWNER(Stream.concat(
                    ADMIN.permissions().stream(),
                    Stream.of("member.role", "role.sync", "security.manage", "org.delete", "org.transfer"))
            .toList());

    private final String permissions;

    SystemRole(List<String> permissions) {
        this.permissions = String.join(" ", permissions);
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public List<String> permissions() {
        return List.of(permissions.split(" ", -1));
    }

    /** All of them as {@code {"owner": [...], ...}}. */
    static JsonObject all() {
        var roles = new JsonObject();
        for (var role : values()) {
            roles.put(role.wire(), new JsonArray(role.permissions()));
        }
        return roles;
    }
}
