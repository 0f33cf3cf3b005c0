package dev.rota.change;

import dev.rota.task.TaskRef;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are meant. Null and empty mean "any".
 *
 * @param project key or id
 * @param task the only one
 */
public record ChangeFilter(@Nullable String project, @Nullable TaskRef task, Set<ChangeType> types) {
    public ChangeFilter {
        types = Set.copyOf(types);
    }

    boolean wants(ChangeType type) {
        return types.isEmpty() || types.contains(type);
    }
}
