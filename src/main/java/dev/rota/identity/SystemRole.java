package dev.rota.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The roles every organization has, from the one that may least to the one that may most (security section 6). */
public enum SystemRole {
    MEMBER,
    ADMIN,
    OWNER;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it permits; each role also has what those before it have. */
    public List<Permission> permissions() {
        return Arrays.stream(Permission.values())
                .filter(permission -> permission.least().compareTo(this) <= 0)
                .toList();
    }
}
